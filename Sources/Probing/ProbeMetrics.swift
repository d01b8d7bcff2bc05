import EventLoops
package import Metrics
import PodModel
import Synchronization

/// The families that probing fills, shared by every loop. Loops count in cells of their own; series of single probes come
/// with their first result and go with their worker (kubelet-semantics 1.8).
package final class ProbeMetrics: Sendable {
    /// Whether each probe has gauges of its own beside prober_*.
    package let hasDetail: Bool

    let probeTotal = CounterFamily(
        "prober_probe_total", "Cumulative number of a liveness, readiness or startup probe for a container by result.",
        labels: ["probe_type", "result", "container", "pod", "namespace", "pod_uid"])
    let probeDuration = HistogramFamily(
        "prober_probe_duration_seconds", "Duration in seconds for a probe response.",
        labels: ["probe_type", "container", "pod", "namespace"], bounds: .defaults)

    let workers = GaugeFamily(
        "podprobe_probe_workers", "Probes that are being run.", labels: ["probe_type", "handler"])
    let lag = HistogramFamily(
        "podprobe_schedule_lag_seconds", "How late an attempt was started after it was due.", labels: ["probe_type"],
        bounds: .lag)
    let due = GaugeFamily("podprobe_probes_due", "Attempts that are due and wait for a free slot of their loop.")
    let oldestAge = GaugeFamily(
        "podprobe_probe_queue_oldest_age_seconds", "How long the attempt that waits longest has been due.")
    let inFlight = GaugeFamily("podprobe_probes_in_flight", "Attempts under way.", labels: ["handler"])
    let limit = GaugeFamily(
        "podprobe_probe_concurrency_limit", "Attempts that may be under way at once; http, tcp and grpc share theirs.",
        labels: ["handler"])
    let started = CounterFamily(
        "podprobe_probes_started_total", "Attempts started.", labels: ["probe_type", "handler"])
    let completed = CounterFamily(
        "podprobe_probes_completed_total",
        "Attempts that ended; error and inconclusive ones are discarded and count toward no threshold.",
        labels: ["probe_type", "handler", "result"])
    let failures = CounterFamily(
        "podprobe_probe_failures_total", "Attempts that failed or were errors, by what went wrong.",
        labels: ["handler", "reason"])
    let skipped = CounterFamily(
        "podprobe_probes_skipped_total", "Times that a probe was due and had no reason to run.",
        labels: ["probe_type", "reason"])
    let late = CounterFamily(
        "podprobe_probes_late_total", "Attempts started more than max(1 s, half a period) late.", labels: ["probe_type"]
    )
    let missed = CounterFamily(
        "podprobe_probe_periods_missed_total", "Whole periods without an attempt.", labels: ["probe_type"])
    let duration = HistogramFamily(
        "podprobe_probe_attempt_duration_seconds", "How long attempts took, failures included.",
        labels: ["handler", "result"], bounds: .defaults)
    let transitions = CounterFamily(
        "podprobe_probe_transitions_total", "Changes of a probe's state after its thresholds.",
        labels: ["probe_type", "to"])

    private static let detailLabels = ["namespace", "pod", "container", "probe_type", "pod_uid"]
    let success = GaugeFamily("podprobe_probe_success", "Whether the last attempt succeeded.", labels: detailLabels)
    let healthy = GaugeFamily(
        "podprobe_probe_healthy", "Whether the probe's state after its thresholds is success.", labels: detailLabels)
    let consecutiveFailures = GaugeFamily(
        "podprobe_probe_consecutive_failures", "Failed attempts since the last success.", labels: detailLabels)
    let lastAttempt = GaugeFamily(
        "podprobe_probe_last_attempt_timestamp_seconds", "When the last attempt ended, in Unix time.",
        labels: detailLabels)

    private let loops: LoopList

    /// - Parameter detail: off saves four series a probe.
    package init(detail: Bool = true) {
        hasDetail = detail
        loops = LoopList()
        initialise()
    }

    /// Every combination that is known beforehand starts at 0.
    private func initialise() {
        for type in ProbeType.allCases {
            for kind in ProbeHandlerKind.allCases { _ = ProbeCells(self, type, kind) }
        }
        _ = (due.series(), oldestAge.series())
    }

    /// prober_*, for /metrics/probes.
    package var probes: [any Collector] { [probeTotal, probeDuration] }

    /// podprobe_* of the engine and of each probe, for /metrics/self.
    package var engine: [any Collector] {
        let engine: [any Collector] = [
            workers, lag, due, oldestAge, inFlight, limit, started, completed, failures, skipped, late, missed,
            duration,
            transitions,
        ]
        let detail: [any Collector] = [success, healthy, consecutiveFailures, lastAttempt]
        return engine + loops.collectors + (hasDetail ? detail : [])
    }

    func setLimits(sockets: Int, exec: Int) {
        for kind in ProbeHandlerKind.allCases {
            limit.series([kind.rawValue]).set(Double(kind == .exec ? exec : sockets))
        }
    }

    /// Shows a loop thread's own numbers from now on.
    func attach(_ name: String, _ statistics: LoopStatistics) { loops.attach(name, statistics) }
}

/// What each loop thread costs, read at the scrape (engine-measurements, design advice 10).
private final class LoopList: Sendable {
    private let all = Mutex<[(name: String, statistics: LoopStatistics)]>([])

    func attach(_ name: String, _ statistics: LoopStatistics) { all.withLock { $0.append((name, statistics)) } }

    var collectors: [any Collector] {
        [
            counter("podprobe_event_loop_turns_total", "Passes through a probe loop.") { $0.turns },
            counter("podprobe_event_loop_sleeps_total", "Times that a probe loop could fall asleep.") { $0.sleeps },
            counter("podprobe_event_loop_events_total", "Descriptor events and timers handled.") { $0.events },
            gauge("podprobe_event_loop_lag_seconds", "How late the loop's last turn was that had a timer due.") {
                $0.lagNanoseconds
            },
            gauge("podprobe_event_loop_cpu_seconds", "CPU time that a probe loop's thread has used.") {
                $0.cpuNanoseconds
            },
        ]
    }

    private func counter(
        _ name: String, _ help: String, _ value: @escaping @Sendable (LoopStatistics) -> UInt64
    ) -> any Collector {
        CounterCallback(name, help, labels: ["loop"]) { [self] in
            all.withLock { $0.map { ([$0.name], value($0.statistics)) } }
        }
    }

    private func gauge(
        _ name: String, _ help: String, _ nanoseconds: @escaping @Sendable (LoopStatistics) -> Int64
    ) -> any Collector {
        GaugeCallback(name, help, labels: ["loop"]) { [self] in
            all.withLock { $0.map { ([$0.name], Double(nanoseconds($0.statistics)) / 1e9) } }
        }
    }
}
