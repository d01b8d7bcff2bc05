package import Metrics
package import PodModel

/// `/metrics/resource` (metrics-catalogue 1.6): the few numbers a metrics server asks a kubelet for. Never part of
/// `/metrics`, because three of the names stand there with more labels.
package struct ResourceCollector: Collector {
    private let source: @Sendable () -> NodeSnapshot
    private let totals = PodTotals()

    package init(_ source: @escaping @Sendable () -> NodeSnapshot) { self.source = source }

    package func collect(into exposition: inout Exposition) {
        let node = source()
        let rows = UsageRows(node, totals)
        collectContainers(rows.containers, into: &exposition)
        collectPods(rows.pods, into: &exposition)
        collectNode(into: &exposition)
        exposition.family(
            MetricDescriptor(
                "resource_scrape_error", .gauge, "1 if there was an error while getting container metrics, 0 otherwise."
            ))
        exposition.sample(.none, (node.usageFailed ? 1 : 0) as UInt64)
    }

    private func collectContainers(_ rows: [UsageRow], into out: inout Exposition) {
        func series(
            _ name: String, _ kind: MetricDescriptor.Kind, _ help: String, _ out: inout Exposition,
            _ value: (ContainerStats) -> Double?
        ) {
            out.family(MetricDescriptor(name, kind, help))
            for row in rows { if let value = value(row.stats) { out.sample(row.shortLabels, value) } }
        }
        series(
            "container_cpu_usage_seconds_total", .counter,
            "Cumulative cpu time consumed by the container in core-seconds.", &out, \.cpuSeconds)
        series(
            "container_memory_working_set_bytes", .gauge, "Current working set of the container in bytes.", &out,
            \.workingSetBytes.asDouble)
        series(
            "container_start_time_seconds", .gauge, "Start time of the container since unix epoch in seconds.", &out
        ) { $0.startedAt?.seconds }
        series(
            "container_swap_usage_bytes", .gauge, "Current amount of the container swap usage in bytes.", &out,
            \.swapBytes.asDouble)
    }

    private func collectPods(_ rows: [PodUsageRow], into out: inout Exposition) {
        out.family(
            MetricDescriptor(
                "pod_cpu_usage_seconds_total", .counter, "Cumulative cpu time consumed by the pod in core-seconds."))
        for row in rows { if let value = row.sum(.counter, \.cpuSeconds) { out.sample(row.shortLabels, value) } }
        out.family(
            MetricDescriptor("pod_memory_working_set_bytes", .gauge, "Current working set of the pod in bytes."))
        for row in rows {
            if let value = row.sum(.gauge, \.workingSetBytes) { out.sample(row.shortLabels, value) }
        }
    }

    private func collectNode(into out: inout Exposition) {
        out.family(
            MetricDescriptor(
                "node_cpu_usage_seconds_total", .counter, "Cumulative cpu time consumed by the node in core-seconds."))
        if let seconds = Machine.busySeconds() { out.sample(.none, seconds) }
        out.family(
            MetricDescriptor("node_memory_working_set_bytes", .gauge, "Current working set of the node in bytes."))
        if let bytes = Machine.workingSetBytes() { out.sample(.none, bytes) }
    }
}
