import PodModel
import Probing
import Supervision

/// Hands the supervisor's wishes to the probe engine.
struct EngineProbes: ProbeControl {
    let engine: ProbeEngine

    func add(_ key: ProbeKey, pod: Pod, container: Container, context: ProbeContext) {
        guard let plan = ProbePlan(pod: pod, container: container, type: key.type) else {
            preconditionFailure("container \(container.name) of pod \(pod.metadata.name) has no \(key.type) probe")
        }
        engine.add(plan, context: context)
    }
    func update(_ key: ProbeKey, _ context: ProbeContext) { engine.update(key, context) }
    func trigger(_ key: ProbeKey) { engine.trigger(key) }
    func remove(_ key: ProbeKey) { engine.remove(key) }
}
