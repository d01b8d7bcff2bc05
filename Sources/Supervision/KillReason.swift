package import PodModel

/// Why a container is stopped; decides the Killing event's words and whose grace counts (kubelet-semantics 3.2).
package enum KillReason: Sendable, Equatable {
    case liveness(willRestart: Bool)
    case startup(willRestart: Bool)
    case definitionChanged
    /// Its postStart hook failed.
    case failedPostStartHook
    /// The whole pod ends, or this container is no longer part of it.
    case stopping
    /// The runtime does not know whether it runs: it must not run twice.
    case unknownState
    /// A second instance of the same container runs.
    case surplus

    package func message(_ container: String, isInit: Bool = false) -> String {
        let whom = "\(isInit ? "Init container" : "Container") \(container)"
        switch self {
        case .liveness(let willRestart): return "\(whom) failed liveness probe\(Self.suffix(willRestart && !isInit))"
        case .startup(let willRestart): return "\(whom) failed startup probe\(Self.suffix(willRestart && !isInit))"
        case .definitionChanged: return "\(whom) definition changed\(Self.suffix(!isInit))"
        case .failedPostStartHook: return "FailedPostStartHook"
        case .stopping, .surplus: return "Stopping container \(container)"
        case .unknownState:
            return "\(isInit ? "Init container" : "Container") is in \"unknown\" state, try killing it before restart"
        }
    }

    private static func suffix(_ willRestart: Bool) -> String { willRestart ? ", will be restarted" : "" }

    /// Seconds for the whole of the container's end, the preStop hook included: the failed probe's own, else the pod's
    /// (kubelet-semantics 3.2 step 1).
    package func graceSeconds(pod: Pod, container: Container?) -> Int64 {
        let probe =
            switch self {
            case .liveness: container?.livenessProbe
            case .startup: container?.startupProbe
            case .definitionChanged, .failedPostStartHook, .stopping, .unknownState, .surplus: Probe?.none
            }
        return probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30
    }

    /// What a restart after this kill is counted as; nil when there is none.
    var restartCause: RestartCause? {
        switch self {
        case .liveness(let willRestart): willRestart ? .liveness : nil
        case .startup(let willRestart): willRestart ? .startup : nil
        case .definitionChanged: .configChange
        case .unknownState: .exit
        case .failedPostStartHook, .stopping, .surplus: nil
        }
    }
}
