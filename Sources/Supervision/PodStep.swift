import EventLoops
import Runtimes

/// One step of what a sync decided. The steps of a pod are done one after the other.
enum PodStep: Sendable, Equatable {
    /// All at the same time.
    case kill([ContainerKill])
    case stopSandbox(String)
    case runSandbox(attempt: UInt32)
    case start(StartStep)
    case launch(StartStep, ContainerConfig)
    case removeContainer(String)
    case removeSandbox(String)
    case save
}

/// A start whose turn has not come yet.
struct StartStep: Sendable, Equatable {
    var planned: PlannedStart
    var isInit: Bool
    /// A failed start of another init container holds everything after it up; one of a sidecar does not.
    var isSidecar: Bool
    /// The newest instance that had ended when the sync began; the back-off counts from there, and a kill in this same sync
    /// does not (kubelet-semantics 3.4).
    var ended: End?

    struct End: Sendable, Equatable {
        var id: String
        var at: MonotonicTime
    }

    var name: String { planned.name }
}

/// An operation whose outcome is not known yet.
struct Flight: Sendable, Equatable {
    var operation: PodOperation
    var since: MonotonicTime
    var start: StartStep?

    var hook: HookCall? { if case .hook(let call) = operation { call } else { nil } }

    func stops(_ id: String) -> Bool {
        if case .stopContainer(let kill) = operation { kill.id == id } else { false }
    }

    /// It stops that container, or is its preStop hook.
    func ends(_ id: String) -> Bool { stops(id) || hook.map { $0.kind == .preStop && $0.containerID == id } ?? false }

    var isPartOfKill: Bool {
        if case .stopContainer = operation { true } else { hook?.kind == .preStop }
    }
}
