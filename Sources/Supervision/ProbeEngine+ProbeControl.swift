package import PodModel
package import Probing

/// The real engine.
extension ProbeEngine: ProbeControl {
    package func add(_ key: ProbeKey, pod: Pod, container: Container, context: ProbeContext) {
        guard let plan = ProbePlan(pod: pod, container: container, type: key.type) else { return }
        add(plan, context: context)
    }
}
