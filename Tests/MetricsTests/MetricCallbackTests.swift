import Metrics
import Testing

@Suite struct `A value that is read at the scrape` {
    @Test func `is asked each time`() {
        let counter = Counter()
        let gauge = GaugeCallback("podprobe_in_flight", "In flight.") { Double(counter.value) }
        #expect(rendered(.text004, gauge).hasSuffix("\npodprobe_in_flight 0\n"))
        counter.add(3)
        #expect(rendered(.text004, gauge).hasSuffix("\npodprobe_in_flight 3\n"))
    }

    @Test func `may be missing`() {
        #expect(rendered(.text004, GaugeCallback("podprobe_last_scan_timestamp_seconds", "Scan.") { nil }) == "")
    }

    @Test func `may have labels`() {
        let counter = CounterCallback("podprobe_logs_total", "Logs.", labels: ["level"]) {
            [(["info"], 4), (["error"], 0)]
        }
        #expect(
            rendered(.openMetrics100, counter) == """
                # TYPE podprobe_logs counter
                # HELP podprobe_logs Logs.
                podprobe_logs_total{level="info"} 4
                podprobe_logs_total{level="error"} 0
                # EOF

                """)
        let gauge = GaugeCallback("podprobe_files", "Files.", labels: ["state"]) { [(["valid"], 2)] }
        #expect(rendered(.text004, gauge).hasSuffix("\npodprobe_files{state=\"valid\"} 2\n"))
        let plain = CounterCallback("podprobe_reads_total", "Reads.") { 9 }
        #expect(rendered(.text004, plain).hasSuffix("\npodprobe_reads_total 9\n"))
    }
}
