package import PodModel

/// Why a container is stopped; decides the Killing event's words and whose grace counts (kubelet-semantics 3.2).
package enum KillReason: Sendable, Equatable {
    case liveness(willRestart: Bool)
    case startup(willRestart: Bool)
    case definitionChanged
    /// The whole pod ends, or this container is no longer part of it.
    case stopping
    /// The runtime does not know whether it runs: it must not run twice.
    case unknownState
    /// A second instance of the same container runs.
    case surplus

    package func message(_ container: String) -> String {
        switch self {
        case .liveness(let willRestart): "Container \(container) failed liveness probe\(Self.suffix(willRestart))"
        case .startup(let willRestart): "Container \(container) failed startup probe\(Self.suffix(willRestart))"
        case .definitionChanged: "Container \(container) definition changed, will be restarted"
        case .stopping, .surplus: "Stopping container \(container)"
        case .unknownState: "Container is in \"unknown\" state, try killing it before restart"
        }
    }

    private static func suffix(_ willRestart: Bool) -> String { willRestart ? ", will be restarted" : "" }

    /// Seconds between the stop signal and SIGKILL: the failed probe's own, else the pod's (kubelet-semantics 3.2 step 1).
    package func graceSeconds(pod: Pod, container: Container?) -> Int64 {
        let probe =
            switch self {
            case .liveness: container?.livenessProbe
            case .startup: container?.startupProbe
            case .definitionChanged, .stopping, .unknownState, .surplus: Probe?.none
            }
        return probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30
    }

    /// The least time between the stop signal and SIGKILL (kubelet-semantics 3.2 step 5).
    package static let minimumGraceSeconds: Int64 = 2
}

/// One container instance to stop.
package struct ContainerKill: Sendable, Equatable, CustomStringConvertible {
    package var name: String
    package var id: String
    package var reason: KillReason
    package var graceSeconds: Int64

    package init(_ name: String, id: String, _ reason: KillReason, graceSeconds: Int64) {
        self.name = name
        self.id = id
        self.reason = reason
        self.graceSeconds = max(KillReason.minimumGraceSeconds, graceSeconds)
    }

    package var description: String { "\(name) (\(id)) grace \(graceSeconds)s: \(reason.message(name))" }
}
