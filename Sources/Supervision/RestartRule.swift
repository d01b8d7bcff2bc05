package import PodModel
import Runtimes

/// Whether a container that does not run shall run (kubelet-semantics 3.1).
package struct RestartRule {
    let policy: RestartPolicy
    let isDeleted: Bool

    package init(policy: RestartPolicy, isDeleted: Bool) {
        self.policy = policy
        self.isDeleted = isDeleted
    }

    /// A sidecar restarts always, whatever the pod's policy (kubelet-semantics 4.2).
    init(_ container: Container, in spec: PodSpec, isDeleted: Bool) {
        self.init(policy: container.isSidecar ? .always : spec.restartPolicy, isDeleted: isDeleted)
    }

    /// After an end with that exit code.
    package func restarts(afterExit exitCode: Int32) -> Bool {
        if isDeleted { return false }
        switch policy {
        case .always: return true
        case .onFailure: return exitCode != 0
        case .never: return false
        }
    }

    /// By its newest instance; nil when the runtime has none. An instance that was created and never started is
    /// started again whatever the policy: kubelet-semantics 3.1 deduced "under Always only", but the source
    /// (container/helpers.go, ShouldContainerBeRestarted, all stored copies but one) restarts Created like Unknown.
    func starts(_ newest: ContainerRecord?, remembered: ContainerStatus?) -> Bool {
        if isDeleted { return false }
        guard let newest else { return startsWithoutRecord(remembered) }
        switch newest.state {
        case .running: return false
        case .created, .unknown: return true
        case .exited: return restarts(afterExit: newest.exitCode)
        }
    }

    /// The runtime forgot the container: what was published of it decides, so that a finished one is not run twice.
    private func startsWithoutRecord(_ remembered: ContainerStatus?) -> Bool {
        guard case .terminated(let end)? = remembered?.state else { return true }
        return restarts(afterExit: end.exitCode)
    }
}
