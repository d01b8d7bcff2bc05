import Metrics
import Runtimes

/// Every call of the runtime, counted and timed once and written under two names: the kubelet's and podprobe's own
/// (metrics-catalogue 1.5, 5).
final class RuntimeMetrics: Sendable {
    private struct Call {
        let calls = Counter()
        let errors: [(code: String, counter: Counter)] = RuntimeError.Kind.codes.map { ($0, Counter()) }
        let durations = Histogram(bounds: .runtime)
    }

    private let runtime: String
    private let calls: [RuntimeCall: Call]
    let up: GaugeFamily
    let reconnects: CounterFamily

    init(runtime: String) {
        self.runtime = runtime
        calls = Dictionary(uniqueKeysWithValues: RuntimeCall.allCases.map { ($0, Call()) })
        up = GaugeFamily(
            "podprobe_runtime_up", "Whether the container runtime answered the last call.", labels: ["runtime"])
        reconnects = CounterFamily(
            "podprobe_runtime_reconnects_total", "Times the adapter lost touch with its runtime and found it again.",
            labels: ["runtime"])
        up.series([runtime]).set(0)
        _ = reconnects.series([runtime])
    }

    func note(_ call: RuntimeCall, nanoseconds: Int64, _ error: RuntimeError?) {
        guard let cells = calls[call] else { return }
        cells.calls.add()
        cells.durations.observe(nanoseconds: nanoseconds)
        if let error { cells.errors.first { $0.code == error.kind.code }?.counter.add() }
        up.series([runtime]).set(error?.kind.meansUnreachable == true ? 0 : 1)
    }

    var kubeletCollectors: [any Collector] {
        [
            CounterCallback(
                "kubelet_runtime_operations_total", "Calls of the container runtime, by kind.",
                labels: ["operation_type"], read: { [self] in each { [([$0], $1.calls.value)] } }),
            CounterCallback(
                "kubelet_runtime_operations_errors_total", "Calls of the container runtime that failed, by kind.",
                labels: ["operation_type"],
                read: { [self] in each { [([$0], $1.errors.reduce(0) { $0 + $1.counter.value })] } }),
            durations(
                "kubelet_runtime_operations_duration_seconds", "How long calls of the container runtime took, by kind."
            ) { LabelSet([("operation_type", $0)]) },
        ]
    }

    var selfCollectors: [any Collector] {
        let runtime = runtime
        return [
            up, reconnects,
            CounterCallback(
                "podprobe_runtime_operations_total", "Calls of the container runtime, by kind.",
                labels: ["runtime", "operation"], read: { [self] in each { [([runtime, $0], $1.calls.value)] } }),
            CounterCallback(
                "podprobe_runtime_operation_errors_total",
                "Calls of the container runtime that failed, by kind and why.",
                labels: ["runtime", "operation", "code"],
                read: { [self] in
                    each { name, call in call.errors.map { ([runtime, name, $0.code], $0.counter.value) } }
                }),
            durations(
                "podprobe_runtime_operation_duration_seconds", "How long calls of the container runtime took, by kind."
            ) { LabelSet([("runtime", runtime), ("operation", $0)]) },
        ]
    }

    private func each(
        _ lines: (String, Call) -> [(values: [String], value: UInt64)]
    ) -> [(values: [String], value: UInt64)] {
        RuntimeCall.allCases.flatMap { name in calls[name].map { lines(name.rawValue, $0) } ?? [] }
    }

    private func durations(
        _ name: String, _ help: String, _ labels: @escaping @Sendable (String) -> LabelSet
    ) -> any Collector {
        SharedHistograms(
            descriptor: MetricDescriptor(name, .histogram, help),
            series: RuntimeCall.allCases.compactMap { call in
                calls[call].map { (labels(call.rawValue), $0.durations) }
            })
    }
}

/// Histograms of someone else, under a name and labels of its own.
struct SharedHistograms: Collector {
    let descriptor: MetricDescriptor
    let series: [(labels: LabelSet, histogram: Histogram)]

    var families: [MetricDescriptor] { [descriptor] }

    func collect(into exposition: inout Exposition) {
        exposition.family(descriptor)
        for one in series { exposition.histogram(one.labels, one.histogram.snapshot) }
    }
}
