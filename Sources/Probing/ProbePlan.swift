package import PodModel

/// Everything the engine needs to run one probe of one container for life; made once, when the pod is admitted.
package struct ProbePlan: Sendable {
    package var key: ProbeKey
    package var podName: String
    package var podNamespace: String
    /// Defaulted and valid.
    package var probe: Probe
    /// The container's own ports: a port name is looked up here and nowhere else (kubelet-semantics 1.2).
    package var ports: [ContainerPort] = []
    /// What `$(NAME)` in an exec probe's command stands for (kubelet-semantics 1.5).
    package var literalEnvironment: [String: String] = [:]
    /// Finer than whole seconds.
    package var overrides = ProbeOverrides()

    package init(key: ProbeKey, podName: String, podNamespace: String, probe: Probe) {
        self.key = key
        self.podName = podName
        self.podNamespace = podNamespace
        self.probe = probe
    }

    /// nil when the container has no such probe.
    package init?(pod: Pod, container: Container, type: ProbeType) {
        guard let probe = container.probe(type) else { return nil }
        let key = ProbeKey(podUID: pod.metadata.uid, container: container.name, type: type)
        self.init(key: key, podName: pod.metadata.name, podNamespace: pod.metadata.namespace, probe: probe)
        ports = container.ports
        literalEnvironment = container.literalEnvironment
        overrides = ProbeOverrides(pod.metadata.annotations, container: container.name, type: type)
    }

    package var periodNanoseconds: Int64 {
        overrides.periodNanoseconds ?? Int64(max(1, probe.periodSeconds)) * 1_000_000_000
    }
    package var timeoutNanoseconds: Int64 {
        overrides.timeoutNanoseconds ?? Int64(max(1, probe.timeoutSeconds)) * 1_000_000_000
    }
    package var initialDelayNanoseconds: Int64 {
        overrides.initialDelayNanoseconds ?? Int64(probe.initialDelaySeconds) * 1_000_000_000
    }
}

extension Container {
    package func probe(_ type: ProbeType) -> Probe? {
        switch type {
        case .liveness: livenessProbe
        case .readiness: readinessProbe
        case .startup: startupProbe
        }
    }
}
