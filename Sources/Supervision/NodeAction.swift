package import EventLoops
package import PodModel
package import Probing

/// One thing for the shell to do. All but `operation` are done at once and in order.
package enum NodeAction: Sendable, CustomStringConvertible {
    /// Its outcome comes back under the same number. Operations under way at once are of different pods, or may overlap.
    case operation(UInt64, pod: String, PodOperation)
    case probe(ProbeCommand)
    case event(Event)
    case log(SupervisionLog)
    /// Something of the pod changed that shall be on disk soon.
    case remember(PodState)
    /// The pod is gone for good.
    case forget(podUID: String)
    case measure(SupervisionFact)

    package var description: String {
        switch self {
        case .operation(let id, let pod, let operation): "#\(id) \(pod): \(operation)"
        case .probe(let command): "probe \(command)"
        case .event(let event):
            "event \(event.type.rawValue) \(event.reason) \(event.podName)"
                + "\(event.container.map { "/" + $0 } ?? ""): \(event.message)"
        case .log(let line): "log \(line.level) \(line.pod ?? "node"): \(line.message)"
        case .remember(let state): "remember \(state.namespace)/\(state.name)"
        case .forget(let uid): "forget \(uid)"
        case .measure(let fact): "measure \(fact)"
        }
    }
}

/// What the probe engine is told.
package enum ProbeCommand: Sendable, CustomStringConvertible {
    case add(ProbeKey, Pod, Container, ProbeContext)
    case update(ProbeKey, ProbeContext)
    case trigger(ProbeKey)
    case remove(ProbeKey)

    package var key: ProbeKey {
        switch self {
        case .add(let key, _, _, _), .update(let key, _), .trigger(let key), .remove(let key): key
        }
    }

    package var description: String {
        let verb =
            switch self {
            case .add: "add"
            case .update(_, let context): "update to \(context.container)"
            case .trigger: "trigger"
            case .remove: "remove"
            }
        return "\(key.container) \(key.type.rawValue): \(verb)"
    }
}

/// Something that a metric counts or times.
package enum SupervisionFact: Sendable, Equatable {
    case restart(RestartCause)
    /// A sandbox is asked for.
    case podStarting
    /// From the manifest being seen to every container having been started.
    case podStarted(nanoseconds: Int64)
    case podStartFailed
    /// Its back-off is over, and its start is tried.
    case containerStarting(isInit: Bool)
    case containerStartFailed(isInit: Bool, code: String)
    /// A container that podprobe stopped has ended.
    case containerStopped(nanoseconds: Int64, forced: Bool)
    /// One decision about a pod and all that it led to: `create`, `update` or `sync`.
    case synced(kind: String, nanoseconds: Int64)
    case orphan
    /// A pod came back under a uid that was being terminated.
    case podRestarted
}

/// What one input led to.
package struct NodeTurn: Sendable {
    package let now: Moment
    package internal(set) var actions: [NodeAction] = []
    /// Pods whose snapshot changed or that are gone.
    package internal(set) var changedPods: Set<String> = []
    /// The runtime shall be asked again soon: something was done to it.
    package internal(set) var wantsRelist = false
    /// When the core wants to be woken, if at all; of all its pods.
    package internal(set) var wakeAt: MonotonicTime?
    var nextOperation: UInt64
    /// Of the newest relist that was begun.
    let relistSerial: UInt64
    /// What environments may refer to.
    let configs: ConfigData

    init(now: Moment, nextOperation: UInt64, relistSerial: UInt64, configs: ConfigData) {
        self.now = now
        self.nextOperation = nextOperation
        self.relistSerial = relistSerial
        self.configs = configs
    }
}
