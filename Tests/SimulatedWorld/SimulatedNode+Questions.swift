package import PodModel
import Probing
import Runtimes
package import Supervision

/// What a test asks of a simulated node.
extension SimulatedNode {
    package func snapshot(_ pod: Pod) -> PodSnapshot? { core.snapshot(of: pod.metadata.uid) }
    package func status(_ pod: Pod) -> PodStatus { snapshot(pod)?.status ?? PodStatus() }
    package func container(_ pod: Pod, _ name: String = "main") -> ContainerStatus? { status(pod).container(name) }
    package func waitingReason(_ pod: Pod, _ name: String = "main") -> String? {
        if case .waiting(let reason, _)? = container(pod, name)?.state { reason } else { nil }
    }

    /// When each start of the container was asked for, in seconds.
    package func starts(_ name: String = "main") -> [Double] {
        operations { if case .startContainer(let config, _) = $0 { config.name == name } else { false } }
            .map(\.seconds)
    }

    package func kills(_ name: String = "main") -> [ContainerKill] {
        operations { if case .stopContainer(let kill) = $0 { kill.name == name } else { false } }
            .compactMap { if case .stopContainer(let kill) = $0.operation { kill } else { nil } }
    }

    package func operations(_ wanted: (PodOperation) -> Bool) -> [(seconds: Double, operation: PodOperation)] {
        trace.compactMap { seconds, action in
            guard case .operation(_, _, let operation) = action, wanted(operation) else { return nil }
            return (seconds, operation)
        }
    }

    package var events: [Event] { trace.compactMap { if case .event(let event) = $0.action { event } else { nil } } }
    package func messages(_ reason: String) -> [String] { events.filter { $0.reason == reason }.map(\.message) }
    package var facts: [SupervisionFact] {
        trace.compactMap { if case .measure(let fact) = $0.action { fact } else { nil } }
    }
    package var probeCommands: [ProbeCommand] {
        trace.compactMap { if case .probe(let command) = $0.action { command } else { nil } }
    }
}
