/// The rules of probes and hooks (kubelet-semantics 1.1).
extension FieldErrors {
    mutating func check(probesAndHooksOf container: Container, grace: Int64?, _ path: FieldPath) {
        if let hook = container.lifecycle?.postStart { check(hook, grace, path.field("lifecycle").field("postStart")) }
        if let hook = container.lifecycle?.preStop { check(hook, grace, path.field("lifecycle").field("preStop")) }
        if let probe = container.livenessProbe { check(probe, .liveness, path.field("livenessProbe")) }
        if let probe = container.readinessProbe { check(probe, .readiness, path.field("readinessProbe")) }
        if let probe = container.startupProbe { check(probe, .startup, path.field("startupProbe")) }
    }

    private mutating func check(_ probe: Probe, _ type: ProbeType, _ path: FieldPath) {
        check(
            handlers: [
                ("exec", probe.exec.map(Handler.exec)), ("httpGet", probe.httpGet.map(Handler.httpGet)),
                ("tcpSocket", probe.tcpSocket.map(Handler.tcpSocket)), ("grpc", probe.grpc.map(Handler.grpc)),
            ], path)
        let numbers = [
            ("initialDelaySeconds", probe.initialDelaySeconds), ("timeoutSeconds", probe.timeoutSeconds),
            ("periodSeconds", probe.periodSeconds), ("successThreshold", probe.successThreshold),
            ("failureThreshold", probe.failureThreshold),
        ]
        for (name, number) in numbers where number < 0 {
            invalid(path.field(name), number, "must be greater than or equal to 0")
        }
        check(grace: probe.terminationGracePeriodSeconds, type, path.field("terminationGracePeriodSeconds"))
        if type != .readiness, probe.successThreshold != 1 {
            let right = "a \(type.rawValue.lowercased()) probe counts one success; leave it out or write 1"
            invalid(path.field("successThreshold"), probe.successThreshold, "must be 1: \(right)")
        }
    }

    private mutating func check(grace: Int64?, _ type: ProbeType, _ path: FieldPath) {
        guard let grace else { return }
        if grace <= 0 { invalid(path, grace, "must be greater than 0; leave it out to use the pod's") }
        if type == .readiness {
            let right = "a readiness probe never stops a container; remove it"
            invalid(path, grace, "must not be set for readinessProbes: \(right)")
        }
    }

    private mutating func check(_ hook: LifecycleHandler, _ grace: Int64?, _ path: FieldPath) {
        check(
            handlers: [
                ("exec", hook.exec.map(Handler.exec)), ("httpGet", hook.httpGet.map(Handler.httpGet)),
                ("tcpSocket", hook.tcpSocket.map(Handler.tcpSocket)),
                ("sleep", hook.sleep.map { Handler.sleep($0, grace: grace) }),
            ], path)
    }

    private enum Handler {
        case exec(ExecAction)
        case httpGet(HTTPGetAction)
        case tcpSocket(TCPSocketAction)
        case grpc(GRPCAction)
        case sleep(Int64, grace: Int64?)
    }

    /// Exactly one is to be there; only the first of several has its content looked at.
    private mutating func check(handlers: [(name: String, handler: Handler?)], _ path: FieldPath) {
        let present = handlers.compactMap { name, handler in handler.map { (name: name, handler: $0) } }
        guard let first = present.first else {
            let names = handlers.map(\.name).joined(separator: ", ")
            return required(path, "must specify a handler type: one of \(names)")
        }
        check(first.handler, path.field(first.name))
        for extra in present.dropFirst() {
            let right = "\(first.name) is there already; keep one of them"
            forbidden(path.field(extra.name), "may not specify more than 1 handler type: \(right)")
        }
    }

    private mutating func check(_ handler: Handler, _ path: FieldPath) {
        switch handler {
        case .exec(let action):
            if action.command.isEmpty {
                required(
                    path.field("command"), "list the command and its arguments, such as [\"cat\", \"/tmp/healthy\"]")
            }
        case .httpGet(let action): check(action, path)
        case .tcpSocket(let action): check(action.port, path.field("port"))
        case .grpc(let action): check(port: action.port, path.field("port"))
        case .sleep(let seconds, let grace):
            if let grace, !(0...max(0, grace)).contains(seconds) {
                let rule = "must be non-negative and no more than terminationGracePeriodSeconds (\(grace))"
                invalid(path, seconds, rule)
            }
        }
    }

    private mutating func check(_ action: HTTPGetAction, _ path: FieldPath) {
        check(action.port, path.field("port"))
        check(path.field("scheme"), action.scheme, isOneOf: ["HTTP", "HTTPS"])
        for header in action.httpHeaders {
            invalid(path.field("httpHeaders"), header.name, each: NameRules.headerName(header.name))
        }
    }

    private mutating func check(_ port: IntOrString, _ path: FieldPath) {
        switch port {
        case .int(let number): check(port: number, path)
        case .string(let name): invalid(path, name, each: NameRules.portName(name))
        }
    }
}
