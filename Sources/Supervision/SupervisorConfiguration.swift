package import PodModel

/// What the supervisor is told once, at the start.
package struct SupervisorConfiguration: Sendable {
    package var nodeName: String
    /// What pods may select the node by.
    package var labels: [String: String]
    package var hostIP: String
    /// What the node has, by resource, and what of it is for pods; empty where nobody counts.
    package var capacity: [String: Quantity]
    package var allocatable: [String: Quantity]
    /// What becomes of a pod that does not fit.
    package var admission: AdmissionMode
    /// Pods come from files: exempt from forced terminal phases (kubelet-semantics 5.1).
    package var staticPods: Bool
    /// How often the runtime is asked for everything it has; events are only hints to do so at once.
    package var relistSeconds: Double
    package var statsSeconds: Double
    /// After this long a call of the runtime is given up and retried; a stop gets its grace on top.
    /// The kubelet's runtimeRequestTimeout.
    package var operationTimeoutSeconds: Double
    /// Events kept for `/api/v1/events`; older ones are dropped.
    package var eventLimit: Int

    package init(
        nodeName: String, labels: [String: String] = [:], hostIP: String = "127.0.0.1",
        capacity: [String: Quantity] = [:],
        allocatable: [String: Quantity] = [:], admission: AdmissionMode = .queue, staticPods: Bool = true,
        relistSeconds: Double = 1, statsSeconds: Double = 10, operationTimeoutSeconds: Double = 120,
        eventLimit: Int = 1_000
    ) {
        self.nodeName = nodeName
        self.labels = labels
        self.hostIP = hostIP
        self.capacity = capacity
        self.allocatable = allocatable
        self.admission = admission
        self.staticPods = staticPods
        self.relistSeconds = relistSeconds
        self.statsSeconds = statsSeconds
        self.operationTimeoutSeconds = operationTimeoutSeconds
        self.eventLimit = eventLimit
    }
}
