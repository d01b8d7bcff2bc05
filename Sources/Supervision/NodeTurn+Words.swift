import PodModel
import Runtimes

/// How a pod's core says things.
extension NodeTurn {
    mutating func event(
        _ type: Event.Kind, _ reason: String, _ message: String, _ machine: PodMachine, container: String? = nil
    ) {
        let metadata = machine.pod.metadata
        var event = Event(
            type, reason: reason, message: message, namespace: metadata.namespace, podName: metadata.name,
            podUID: machine.uid, container: container, at: now.wall)
        event.isInitContainer = machine.pod.spec.initContainers.contains { $0.name == container }
        actions.append(.event(event))
    }

    mutating func created(_ container: String, _ machine: PodMachine) {
        event(.normal, "Created", "Created container: \(container)", machine, container: container)
    }

    mutating func log(
        _ level: SupervisionLog.Level, _ message: String, _ machine: PodMachine, container: String? = nil
    ) {
        actions.append(.log(SupervisionLog(level, message, pod: machine.label, container: container)))
    }

    mutating func measure(_ fact: SupervisionFact) { actions.append(.measure(fact)) }

    mutating func run(_ operation: PodOperation, of machine: PodMachine) -> UInt64 {
        let id = nextOperation
        nextOperation += 1
        actions.append(.operation(id, pod: machine.uid, operation))
        return id
    }
}
