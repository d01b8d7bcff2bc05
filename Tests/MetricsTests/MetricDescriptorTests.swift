import Metrics
import Testing

@Suite struct `A metric's name` {
    @Test func `loses _total in OpenMetrics metadata only where it is a counter`() {
        #expect(MetricDescriptor("a_b_total", .counter, "A.").openMetricsName == "a_b")
        #expect(MetricDescriptor("a_totals", .gauge, "A.").openMetricsName == "a_totals")
    }

    @Test(arguments: [
        ("podprobe_scan_timestamp_seconds", "seconds"), ("podprobe_response_bytes", "bytes"), ("podprobe_files", nil),
        ("container_memory_rss_bytes", nil), ("podprobe_seconds_ago", nil), ("kube_pod_start_time", nil),
    ])
    func `has a unit only as podprobe's own`(name: String, unit: String?) {
        #expect(MetricDescriptor(name, .gauge, "X.").unit == unit)
    }

    @Test func `has the unit of the family, not of the sample`() {
        #expect(MetricDescriptor("podprobe_busy_seconds_total", .counter, "X.").unit == "seconds")
    }
}
