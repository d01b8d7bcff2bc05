package import Metrics

/// The families that probing fills.
package final class ProbeMetrics: Sendable {
    /// prober_*, for /metrics/probes.
    package let probes: [any Collector]
    /// podprobe_* of the engine and of each probe, for /metrics/self.
    package let engine: [any Collector]

    /// - Parameter detail: whether each probe has series of its own beside prober_* (podprobe_probe_*).
    package init(detail: Bool = true) {
        probes = []
        engine = []
    }
}
