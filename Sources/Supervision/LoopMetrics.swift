import EventLoops
import Metrics
import PodModel
import Runtimes

/// What the supervisor does again and again, and whether it still does.
final class LoopMetrics: Sendable {
    enum Loop: String, CaseIterable { case sync, relist, stats, housekeeping }

    private let iterations = CounterFamily(
        "podprobe_loop_iterations_total", "Rounds of each of the supervisor's loops.", labels: ["loop"])
    private let durations = HistogramFamily(
        "podprobe_loop_duration_seconds", "How long a round took.", labels: ["loop"], bounds: .defaults)
    private let successes = GaugeFamily(
        "podprobe_loop_last_success_timestamp_seconds", "When a round last succeeded.", labels: ["loop"])
    private let relistDurations = Histogram(bounds: .defaults)
    private let relistIntervals = Histogram(bounds: .defaults)
    private let lastSeen = GaugeFamily(
        "kubelet_pleg_last_seen_seconds", "When the runtime's containers were last listed, in Unix time.")

    private let source: String
    private let statsDurations = HistogramFamily(
        "podprobe_stats_collection_duration_seconds", "How long collecting usage took.", labels: ["source"],
        bounds: .defaults)
    private let statsErrors = CounterFamily(
        "podprobe_stats_collection_errors_total", "Collections of usage that failed.", labels: ["source", "reason"])
    private let statsSuccesses = GaugeFamily(
        "podprobe_stats_last_collection_timestamp_seconds", "When usage was last collected.", labels: ["source"])

    init(runtime: String) {
        source = runtime == "process" ? "procfs" : runtime
        for loop in Loop.allCases {
            _ = iterations.series([loop.rawValue])
            _ = durations.series([loop.rawValue])
        }
        for code in RuntimeError.Kind.codes { _ = statsErrors.series([source, code]) }
    }

    func note(_ loop: Loop, nanoseconds: Int64, at now: Moment, succeeded: Bool = true) {
        iterations.series([loop.rawValue]).add()
        durations.series([loop.rawValue]).observe(nanoseconds: nanoseconds)
        if succeeded { successes.series([loop.rawValue]).set(now.wall.seconds) }
    }

    /// - Parameter interval: since the relist before was begun; nil for the first.
    func noteRelist(nanoseconds: Int64, interval: Int64?, at now: Moment, _ error: RuntimeError?) {
        note(.relist, nanoseconds: nanoseconds, at: now, succeeded: error == nil)
        relistDurations.observe(nanoseconds: nanoseconds)
        if let interval { relistIntervals.observe(nanoseconds: interval) }
        if error == nil { lastSeen.series().set(now.wall.seconds) }
    }

    func noteStats(nanoseconds: Int64, at now: Moment, _ error: RuntimeError?) {
        note(.stats, nanoseconds: nanoseconds, at: now, succeeded: error == nil)
        statsDurations.series([source]).observe(nanoseconds: nanoseconds)
        if let error {
            statsErrors.series([source, error.kind.code]).add()
        } else {
            statsSuccesses.series([source]).set(now.wall.seconds)
        }
    }

    var kubeletCollectors: [any Collector] {
        [
            histogram(
                "kubelet_pleg_relist_duration_seconds", "How long listing the runtime's containers took.",
                relistDurations),
            histogram(
                "kubelet_pleg_relist_interval_seconds", "From one listing of the runtime's containers to the next.",
                relistIntervals),
            lastSeen,
        ]
    }

    private func histogram(_ name: String, _ help: String, _ histogram: Histogram) -> any Collector {
        SharedHistograms(
            descriptor: MetricDescriptor(name, .histogram, help), series: [(.none, histogram)])
    }

    var selfCollectors: [any Collector] {
        [iterations, durations, successes, statsDurations, statsErrors, statsSuccesses]
    }
}

/// Stored state.
final class StateMetrics: Sendable {
    private let writes = CounterFamily("podprobe_state_writes_total", "Pod states written to disk.")
    private let errors = CounterFamily(
        "podprobe_state_write_errors_total", "Pod states that could not be written to disk; each is tried again.")
    private let lastWrite = GaugeFamily(
        "podprobe_state_last_write_timestamp_seconds", "When pod state was last written to disk.")

    init() {
        _ = writes.series()
        _ = errors.series()
    }

    func note(written: Int, failed: Int, at now: Moment) {
        writes.series().add(UInt64(written))
        errors.series().add(UInt64(failed))
        if written > 0 { lastWrite.series().set(now.wall.seconds) }
    }

    var selfCollectors: [any Collector] { [writes, errors, lastWrite] }
}
