import EventLoops
import PodModel

/// A probe's handler aimed at an address, so that an attempt has nothing left to settle. Made anew when the pod's address or
/// the exec environment changes; belongs to one loop, because a prepared request does.
final class ProbeTarget {
    enum Way {
        case http(HTTPProbe, Destination)
        case grpc(GRPCProbe, Destination)
        case tcp(Destination, port: UInt16)
        case exec(arguments: [String], ExecEnvironment)
        /// Cannot be asked: this is the outcome of every attempt.
        case settled(ProbeOutcome)
    }

    let kind: ProbeHandlerKind
    let way: Way
    let podIP: String
    /// The first request, where the address is known beforehand.
    private(set) var prepared: (any HTTPPreparedRequest)?

    init(_ handler: ProbeHandler, podIP: String, exec: ExecEnvironment?, transfers: any HTTPTransfers) {
        kind = handler.kind
        self.podIP = podIP
        way = Self.way(handler, podIP, exec)
        switch way {
        case .http(let probe, .address(let address)):
            prepared = transfers.prepare(probe.request(to: probe.url(podIP: podIP), address: address))
        case .grpc(let probe, .address(let address)):
            prepared = transfers.prepare(probe.request(podIP: podIP, address: address))
        default: break
        }
    }

    private static func way(_ handler: ProbeHandler, _ podIP: String, _ exec: ExecEnvironment?) -> Way {
        switch handler {
        case .broken(_, let message): return .settled(.error(.adapter, message: message))
        case .exec(let arguments):
            guard let exec else {
                return .settled(.error(.adapter, message: "the container has no process to run a command beside"))
            }
            return .exec(arguments: arguments, exec)
        case .http(let probe):
            if let mistake = probe.headers.mistake {
                return .settled(HTTPVerdict.failed(.protocol, probe.url(podIP: podIP), mistake))
            }
            return aimed(probe.host, podIP) { .http(probe, $0) }
        case .grpc(let probe): return aimed("", podIP) { .grpc(probe, $0) }
        case .tcp(let host, let port): return aimed(host, podIP) { .tcp($0, port: port) }
        }
    }

    private static func aimed(_ host: String, _ podIP: String, _ way: (Destination) -> Way) -> Way {
        if !host.isEmpty { return way(IPAddress(host).map { .address($0) } ?? .name(host)) }
        guard let address = IPAddress(podIP) else {
            let state = podIP.isEmpty ? "no address yet" : "the address \"\(podIP)\", which is not a number"
            return .settled(.error(.adapter, message: "the pod has \(state)"))
        }
        return way(.address(address))
    }
}

/// Where an attempt connects.
enum Destination: Equatable {
    case address(IPAddress)
    /// To be resolved at each attempt, within its timeout.
    case name(String)
}
