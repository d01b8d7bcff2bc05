package import PodModel

/// What is kept of one pod over podprobe's own restarts (product promise 7). All times are wall time.
package struct PodState: Sendable, Equatable {
    package var uid: String
    package var namespace: String
    package var name: String
    /// `metadata.generation`, which counts the changes of the spec.
    package var generation: Int64
    /// When the manifest was first seen.
    package var createdAt: Timestamp
    /// As it was published last.
    package var status: PodStatus
    /// What it held of the node, in case its manifest cannot be read when podprobe starts.
    package var demand: PodDemand
    /// The highest restart count that an instance of the container was given.
    package var attempts: [String: Int32]
    package var backOff: [BackOffState]
    /// Verdicts of startup and readiness probes that still hold when the same instance is found running again.
    package var results: [ResultState]

    /// `<namespace>/<name>`.
    var label: String { "\(namespace)/\(name)" }

    package init(uid: String, namespace: String, name: String, createdAt: Timestamp) {
        self.uid = uid
        self.namespace = namespace
        self.name = name
        self.createdAt = createdAt
        generation = 1
        status = PodStatus()
        demand = PodDemand()
        attempts = [:]
        backOff = []
        results = []
    }

    package struct BackOffState: Sendable, Equatable {
        package var container: String
        package var specHash: String
        package var delayNanoseconds: Int64
        package var stampedAt: Timestamp
    }

    package struct ResultState: Sendable, Equatable {
        package var container: String
        package var type: ProbeType
        package var containerID: String
        package var result: ProbeResult
    }
}
