package import PodModel
import Probing
package import Runtimes
import Synchronization

/// Keeps the desired pods running: hands everything that happens to the pure `NodeCore` and carries out what it decides.
package actor Supervisor {
    private let box: SnapshotBox
    private let notices: ProbeNotices

    /// - Parameters:
    ///   - notices: what the engine was made with, so that its answers come here.
    ///   - log: called for each line, from any thread.
    package init(
        _ configuration: SupervisorConfiguration, runtime: any ContainerRuntime, engine: any ProbeControl,
        notices: ProbeNotices, store: StateStore, clock: any SupervisionClock, metrics: SupervisionMetrics,
        log: @escaping @Sendable (SupervisionLog) -> Void
    ) {
        self.notices = notices
        box = SnapshotBox(
            NodeSnapshot(nodeName: configuration.nodeName, hostIP: configuration.hostIP, runtimeName: runtime.name))
    }

    /// The newest state of everything; may be read from any thread.
    package nonisolated var snapshot: NodeSnapshot { box.snapshot }

    /// Replaces the whole set of desired pods. What is no longer in it is terminated, what is new is started.
    package func apply(_ pods: [DesiredPod]) {}

    /// Reads the stored state, finds what still runs, and begins. Call `apply` with the first set before or just after:
    /// nothing is judged to be orphaned before the first set is known.
    package func start() {}

    /// Stops every pod within its grace, all at the same time, and returns when none runs. What is stored stays.
    package func stopAll() async {}
}
