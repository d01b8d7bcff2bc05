import PodModel

/// How a probe asks, in the `handler` label's words.
package enum ProbeHandlerKind: String, Sendable, CaseIterable { case exec, http, tcp, grpc }

/// How a probe asks, with names become numbers and headers become lines: made once for each probe.
enum ProbeHandler: Sendable {
    case exec(arguments: [String])
    case http(HTTPProbe)
    /// "" is the pod's address.
    case tcp(host: String, port: UInt16)
    case grpc(GRPCProbe)
    /// A port that cannot be resolved: every attempt is an error (kubelet-semantics 1.2).
    case broken(ProbeHandlerKind, String)

    /// When a probe names several handlers, the first of this order counts (kubelet-semantics 1.7).
    init(_ plan: ProbePlan, userAgent: String) {
        if let exec = plan.probe.exec {
            self = .exec(arguments: exec.command.map { Expansion.expand($0) { plan.literalEnvironment[$0] } })
        } else if let get = plan.probe.httpGet {
            switch ProbePort.resolve(get.port, in: plan.ports) {
            case .success(let port): self = .http(HTTPProbe(get, port: port, userAgent: userAgent))
            case .failure(let error): self = .broken(.http, error.description)
            }
        } else if let socket = plan.probe.tcpSocket {
            switch ProbePort.resolve(socket.port, in: plan.ports) {
            case .success(let port): self = .tcp(host: socket.host, port: port)
            case .failure(let error): self = .broken(.tcp, error.description)
            }
        } else if let grpc = plan.probe.grpc {
            switch ProbePort.resolve(.int(grpc.port), in: plan.ports) {
            case .success(let port):
                self = .grpc(GRPCProbe(port: port, service: grpc.service, userAgent: userAgent))
            case .failure(let error): self = .broken(.grpc, error.description)
            }
        } else {
            preconditionFailure("probe \(plan.key) has no handler: validation lets none through")
        }
    }

    var kind: ProbeHandlerKind {
        switch self {
        case .exec: .exec
        case .http: .http
        case .tcp: .tcp
        case .grpc: .grpc
        case .broken(let kind, _): kind
        }
    }
}

/// The port that a probe goes to.
enum ProbePort {
    struct Unresolvable: Error, CustomStringConvertible {
        var description: String
    }

    /// A name is looked up among the container's own ports and means its containerPort; else it may be a number in
    /// quotes (kubelet-semantics 1.2).
    static func resolve(_ port: IntOrString, in ports: [ContainerPort]) -> Result<UInt16, Unresolvable> {
        let number: Int
        switch port {
        case .int(let value): number = Int(value)
        case .string(let name):
            if let named = ports.first(where: { $0.name == name }) {
                number = Int(named.containerPort)
            } else if let value = Int(name) {
                number = value
            } else {
                let known = ports.map(\.name).filter { !$0.isEmpty }.joined(separator: ", ")
                return .failure(
                    Unresolvable(
                        description: "port \"\(name)\" is not a named port of this container "
                            + (known.isEmpty ? "(it names none)" : "(it names \(known))")))
            }
        }
        guard let valid = UInt16(exactly: number), valid > 0 else {
            return .failure(Unresolvable(description: "invalid port number: \(number)"))
        }
        return .success(valid)
    }
}
