/// Everything that pages and metrics show, as one immutable value. The supervisor publishes a new one after every
/// change; a scrape reads the latest and asks nobody anything.
package struct NodeSnapshot: Sendable {
    package var nodeName: String
    package var hostIP: String
    package var runtimeName: String
    package var runtimeVersion: String
    /// What the node has, by resource, and what of it is for pods; empty where nobody counts.
    package var capacity: [String: Quantity]
    package var allocatable: [String: Quantity]
    /// In order of namespace, then name.
    package var pods: [PodSnapshot]
    /// Oldest first, bounded.
    package var events: [Event]
    /// The newest collection of every running container's usage, in no order.
    package var usage: [ContainerStats]
    /// The newest collection failed; `usage` is of an older one.
    package var usageFailed = false

    package init(
        nodeName: String, hostIP: String = "127.0.0.1", runtimeName: String, runtimeVersion: String = "",
        capacity: [String: Quantity] = [:], allocatable: [String: Quantity] = [:],
        pods: [PodSnapshot] = [], events: [Event] = [], usage: [ContainerStats] = []
    ) {
        self.nodeName = nodeName
        self.hostIP = hostIP
        self.runtimeName = runtimeName
        self.runtimeVersion = runtimeVersion
        self.capacity = capacity
        self.allocatable = allocatable
        self.pods = pods
        self.events = events
        self.usage = usage
    }
}

package struct PodSnapshot: Sendable {
    package var pod: Pod
    package var status: PodStatus
    /// When the manifest was first seen (kept over restarts).
    package var createdAt: Timestamp
    package var deletionTimestamp: Timestamp?
    /// The manifest's path.
    package var source: String
    package var probes: [ProbeSnapshot]

    package init(
        pod: Pod, status: PodStatus, createdAt: Timestamp, deletionTimestamp: Timestamp? = nil, source: String = "",
        probes: [ProbeSnapshot] = []
    ) {
        self.pod = pod
        self.status = status
        self.createdAt = createdAt
        self.deletionTimestamp = deletionTimestamp
        self.source = source
        self.probes = probes
    }
}

/// One probe as a page shows it.
package struct ProbeSnapshot: Sendable {
    package var container: String
    package var type: ProbeType
    /// The verdict after thresholds; nil before there was one.
    package var result: ProbeResult?
    /// The message of the newest Unhealthy or ProbeWarning event; "" when there was none.
    package var lastMessage: String
    package var lastMessageAt: Timestamp?

    package init(
        container: String, type: ProbeType, result: ProbeResult? = nil, lastMessage: String = "",
        lastMessageAt: Timestamp? = nil
    ) {
        self.container = container
        self.type = type
        self.result = result
        self.lastMessage = lastMessage
        self.lastMessageAt = lastMessageAt
    }
}
