import Metrics
import Testing

@Suite struct `A family` {
    @Test func `gives the same series for the same labels`() {
        let family = CounterFamily("podprobe_runs_total", "Runs.", labels: ["pod"])
        family.series(["web"]).add()
        family.series(["web"]).add()
        family.series(["db"]).add(5)
        #expect(
            rendered(.text004, family) == """
                # HELP podprobe_runs_total Runs.
                # TYPE podprobe_runs_total counter
                podprobe_runs_total{pod="web"} 2
                podprobe_runs_total{pod="db"} 5

                """)
    }

    @Test func `sums the cells of a series`() {
        let counters = CounterFamily("podprobe_runs_total", "Runs.", labels: ["pod"])
        counters.cell(["web"]).add(1)
        counters.cell(["web"]).add(2)
        counters.series(["web"]).add(4)
        #expect(rendered(.text004, counters).contains("\npodprobe_runs_total{pod=\"web\"} 7\n"))
        let gauges = GaugeFamily("podprobe_workers", "Workers.")
        gauges.cell().set(1.5)
        gauges.cell().set(2)
        #expect(rendered(.text004, gauges).contains("\npodprobe_workers 3.5\n"))
        let histograms = HistogramFamily("podprobe_lag_seconds", "Lag.", bounds: [1])
        histograms.cell().observe(nanoseconds: 500_000_000)
        histograms.cell().observe(nanoseconds: 2_000_000_000)
        #expect(
            rendered(.text004, histograms) == """
                # HELP podprobe_lag_seconds Lag.
                # TYPE podprobe_lag_seconds histogram
                podprobe_lag_seconds_bucket{le="1.0"} 1
                podprobe_lag_seconds_bucket{le="+Inf"} 2
                podprobe_lag_seconds_sum 2.5
                podprobe_lag_seconds_count 2

                """)
    }

    @Test func `writes nothing without series`() {
        #expect(rendered(.text004, CounterFamily("podprobe_runs_total", "Runs.", labels: ["pod"])) == "")
    }

    @Test func `forgets the series of a pod that is gone, and only those`() {
        let family = GaugeFamily("podprobe_up", "Up.", labels: ["pod", "container"])
        for pod in ["a", "b", "c"] { for container in ["x", "y"] { family.series([pod, container]).set(1) } }
        family.remove(["a", "x"])
        family.remove(["a", "nothing"])
        for container in ["x", "y"] { family.remove(["b", container]) }
        let left = rendered(.text004, family).split(separator: "\n").filter { $0.hasPrefix("podprobe_up") }.sorted()
        #expect(
            left == [
                "podprobe_up{pod=\"a\",container=\"y\"} 1", "podprobe_up{pod=\"c\",container=\"x\"} 1",
                "podprobe_up{pod=\"c\",container=\"y\"} 1",
            ])
    }

    @Test func `finds every series again after others were removed`() {
        let family = CounterFamily("podprobe_runs_total", "Runs.", labels: ["n"])
        var random = Seeded(state: 42)
        var expected: [String: UInt64] = [:]
        for _ in 0..<5_000 {
            let name = String(Int.random(in: 0..<40, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                family.remove([name])
                expected[name] = nil
            default:
                family.series([name]).add()
                expected[name, default: 0] += 1
            }
        }
        var found: [String: UInt64] = [:]
        for line in rendered(.text004, family).split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split { "\" ".contains($0) }
            found[String(parts[1])] = UInt64(parts[3])
        }
        #expect(found == expected)
    }

    @Test func `starts again from zero when a removed series comes back`() {
        let family = CounterFamily("podprobe_runs_total", "Runs.", labels: ["pod"])
        let old = family.series(["web"])
        old.add(7)
        family.remove(["web"])
        old.add()
        #expect(family.series(["web"]).value == 0)
    }

    @Test func `can be read while series come and go`() async {
        let family = CounterFamily("podprobe_runs_total", "Runs.", labels: ["n"])
        await withTaskGroup { group in
            for thread in 0..<3 {
                group.addTask {
                    for n in 0..<500 {
                        family.series(["\(thread)-\(n)"]).add()
                        if n.isMultiple(of: 3) { family.remove(["\(thread)-\(n)"]) }
                    }
                }
            }
            group.addTask { for _ in 0..<50 { _ = rendered(.openMetrics100, family) } }
        }
        #expect(rendered(.text004, family).split(separator: "\n").count == 2 + 3 * 333)
    }
}
