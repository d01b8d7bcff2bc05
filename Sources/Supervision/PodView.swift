package import EventLoops
import PodModel
package import Runtimes

/// What the runtime has of one pod, as one relist saw it. Newest first throughout.
package struct PodView: Sendable, Equatable {
    package private(set) var sandboxes: [PodSandboxStatus]
    package private(set) var containers: [ContainerRecord]

    package init(sandboxes: [PodSandboxStatus] = [], containers: [ContainerRecord] = []) {
        self.sandboxes = sandboxes.sorted { ($0.attempt, $0.createdAt, $0.id) > ($1.attempt, $1.createdAt, $1.id) }
        // The attempt decides before the time of creation: a wall clock that was set back does not change it.
        self.containers = containers.sorted {
            ($0.attempt, $0.createdAt, $0.id) > ($1.attempt, $1.createdAt, $1.id)
        }
    }

    package var isEmpty: Bool { sandboxes.isEmpty && containers.isEmpty }
    package var sandbox: PodSandboxStatus? { sandboxes.first }

    package func instances(of name: String) -> [ContainerRecord] { containers.filter { $0.name == name } }
    package func newest(_ name: String) -> ContainerRecord? { containers.first { $0.name == name } }
    package func newestExited(_ name: String) -> ContainerRecord? {
        containers.first { $0.name == name && $0.state == .exited }
    }

    /// What may have a process: running, or unknown, which may hide one.
    package var live: [ContainerRecord] { containers.filter { $0.state == .running || $0.state == .unknown } }

    /// Without what belongs to a start that has not come back yet.
    func hiding(_ start: ContainerStart?) -> PodView {
        guard let start else { return self }
        var view = self
        view.containers.removeAll { $0.name == start.name && $0.attempt >= start.attempt }
        return view
    }
}

/// A start that is under way.
struct ContainerStart: Sendable, Equatable {
    var name: String
    var attempt: Int32
}

/// The answer to one question to the runtime: everything it has.
package struct RuntimeRelist: Sendable, Equatable {
    /// From `NodeCore.beginRelist`: what was done to the runtime before that is in the answer.
    package var serial: UInt64
    /// When the question was asked.
    package var begunAt: MonotonicTime
    package var sandboxes: [PodSandboxStatus]
    package var containers: [ContainerRecord]

    package init(
        serial: UInt64, begunAt: MonotonicTime, sandboxes: [PodSandboxStatus], containers: [ContainerRecord]
    ) {
        self.serial = serial
        self.begunAt = begunAt
        self.sandboxes = sandboxes
        self.containers = containers
    }
}
