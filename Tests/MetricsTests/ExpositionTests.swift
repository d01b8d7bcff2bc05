import Metrics
import TestSupport
import Testing

/// One family of each kind, with all that has to be escaped.
let sample: [any Collector] = {
    let counters = CounterFamily("podprobe_runs_total", "Runs of \"probes\".\nC:\\dir", labels: ["pod", "path"])
    counters.series(["web", "C:\\a \"b\"\nc\u{0}"]).add(1_234_567)
    counters.series(["db", ""]).add(0)
    let gauges = GaugeFamily("podprobe_last_scan_timestamp_seconds", "When.")
    gauges.series().set(1_763_846_400)
    let histograms = HistogramFamily(
        "podprobe_schedule_lag_seconds", "Lag.", labels: ["probe_type"], bounds: [0.005, 1])
    histograms.series(["Liveness"]).observe(nanoseconds: 5_000_000)
    histograms.series(["Liveness"]).observe(nanoseconds: 2_000_000_001)
    histograms.series(["Readiness"]).observe(nanoseconds: 0)
    let silent = GaugeFamily("podprobe_nothing", "Nothing.", labels: ["pod"])
    return [counters, gauges, silent, histograms]
}()

private func sampleText(_ format: ExpositionFormat) -> String {
    let registry = Registry()
    for collector in sample { registry.register(collector) }
    return String(decoding: registry.render(format), as: UTF8.self)
}

@Suite struct `An exposition` {
    @Test func `in text format 0_0_4`() {
        #expect(
            sampleText(.text004) == #"""
                # HELP podprobe_runs_total Runs of "probes".\nC:\\dir
                # TYPE podprobe_runs_total counter
                podprobe_runs_total{pod="web",path="C:\\a \"b\"\nc�"} 1234567
                podprobe_runs_total{pod="db",path=""} 0
                # HELP podprobe_last_scan_timestamp_seconds When.
                # TYPE podprobe_last_scan_timestamp_seconds gauge
                podprobe_last_scan_timestamp_seconds 1.7638464e+09
                # HELP podprobe_schedule_lag_seconds Lag.
                # TYPE podprobe_schedule_lag_seconds histogram
                podprobe_schedule_lag_seconds_bucket{probe_type="Liveness",le="0.005"} 1
                podprobe_schedule_lag_seconds_bucket{probe_type="Liveness",le="1.0"} 1
                podprobe_schedule_lag_seconds_bucket{probe_type="Liveness",le="+Inf"} 2
                podprobe_schedule_lag_seconds_sum{probe_type="Liveness"} 2.005000001
                podprobe_schedule_lag_seconds_count{probe_type="Liveness"} 2
                podprobe_schedule_lag_seconds_bucket{probe_type="Readiness",le="0.005"} 1
                podprobe_schedule_lag_seconds_bucket{probe_type="Readiness",le="1.0"} 1
                podprobe_schedule_lag_seconds_bucket{probe_type="Readiness",le="+Inf"} 1
                podprobe_schedule_lag_seconds_sum{probe_type="Readiness"} 0
                podprobe_schedule_lag_seconds_count{probe_type="Readiness"} 1

                """#)
    }

    @Test func `in OpenMetrics has the same samples under other headers`() {
        let text = sampleText(.openMetrics100)
        let samples = { (text: String) in text.split(separator: "\n").filter { !$0.hasPrefix("#") } }
        #expect(samples(text) == samples(sampleText(.text004)))
        #expect(
            text.split(separator: "\n").filter { $0.hasPrefix("#") } == [
                "# TYPE podprobe_runs counter", #"# HELP podprobe_runs Runs of \"probes\".\nC:\\dir"#,
                "# TYPE podprobe_last_scan_timestamp_seconds gauge",
                "# UNIT podprobe_last_scan_timestamp_seconds seconds",
                "# HELP podprobe_last_scan_timestamp_seconds When.",
                "# TYPE podprobe_schedule_lag_seconds histogram", "# UNIT podprobe_schedule_lag_seconds seconds",
                "# HELP podprobe_schedule_lag_seconds Lag.", "# EOF",
            ])
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test func `has nothing to complain about`() {
        #expect(ExpositionChecker.complaints(sampleText(.text004), format: .text004) == [])
        #expect(ExpositionChecker.complaints(sampleText(.openMetrics100), format: .openMetrics100) == [])
    }

    @Test func `without families is empty but for the end mark`() {
        #expect(rendered(.text004) == "")
        #expect(rendered(.openMetrics100) == "# EOF\n")
    }

    @Test func `counts its sample lines`() {
        let registry = Registry()
        for collector in sample { registry.register(collector) }
        let (bytes, count) = Registry.rendered([registry], .text004)
        #expect(count == 13)
        #expect(count == ExpositionChecker.samples(bytes).count)
    }

    @Test func `may repeat the labels of one family in the next`() {
        let text = written { exposition in
            for name in ["podprobe_x", "podprobe_y"] {
                exposition.family(MetricDescriptor(name, .gauge, "X."))
                exposition.sample(LabelSet([("a", "1")]), 1.0)
            }
        }
        #expect(ExpositionChecker.complaints(text) == [])
    }
}
