package import Metrics
package import PodModel

/// container_*: what cAdvisor would tell of the containers of this node (metrics-catalogue 1.7). A row whose source
/// the runtime cannot read is left out, never 0.
package struct CadvisorCollector: Collector {
    private let source: @Sendable () -> NodeSnapshot
    private let totals = PodTotals()

    package init(_ source: @escaping @Sendable () -> NodeSnapshot) { self.source = source }

    package func collect(into exposition: inout Exposition) {
        let rows = UsageRows(source(), totals)
        collectProcessor(rows, into: &exposition)
        collectMemory(rows, into: &exposition)
        collectCounts(rows, into: &exposition)
        collectDisk(rows, into: &exposition)
        collectSpec(rows, into: &exposition)
        collectTimes(rows, into: &exposition)
    }

    private func collectProcessor(_ rows: UsageRows, into out: inout Exposition) {
        let total: [(name: String, value: String)] = [("cpu", "total")]
        out.family(
            MetricDescriptor("container_cpu_usage_seconds_total", .counter, "Cumulative cpu time consumed in seconds."))
        for row in rows.pods {
            if let seconds = row.sum(.counter, \.cpuSeconds) { out.sample(row.labels.with(total), seconds) }
        }
        for row in rows.containers {
            if let seconds = row.stats.cpuSeconds { out.sample(row.labels.with(total), seconds) }
        }
        series(
            "container_cpu_user_seconds_total", .counter, "Cumulative user cpu time consumed in seconds.", rows,
            into: &out, \.cpuUserSeconds)
        series(
            "container_cpu_system_seconds_total", .counter, "Cumulative system cpu time consumed in seconds.", rows,
            into: &out, \.cpuSystemSeconds)
    }

    private func collectMemory(_ rows: UsageRows, into out: inout Exposition) {
        series(
            "container_memory_working_set_bytes", .gauge, "Current working set in bytes.", rows, into: &out,
            \.workingSetBytes.asDouble)
        series(
            "container_memory_rss", .gauge, "Size of RSS in bytes.", rows, into: &out, \.rssBytes.asDouble)
        series(
            "container_memory_swap", .gauge, "Container swap usage in bytes.", rows, into: &out, \.swapBytes.asDouble)
    }

    private func collectCounts(_ rows: UsageRows, into out: inout Exposition) {
        series(
            "container_processes", .gauge, "Number of processes running inside the container.", rows, into: &out,
            \.processes.asDouble)
        series(
            "container_threads", .gauge, "Number of threads running inside the container.", rows, into: &out,
            \.threads.asDouble)
        series(
            "container_file_descriptors", .gauge, "Number of open file descriptors for the container.", rows,
            into: &out,
            \.fileDescriptors.asDouble)
    }

    /// Without a `device` label: the kernel counts these by process, not by disk. Its counts are of all calls, also of
    /// those on sockets and pipes; only the bytes are those of disks.
    private func collectDisk(_ rows: UsageRows, into out: inout Exposition) {
        series(
            "container_fs_reads_bytes_total", .counter, "Cumulative count of bytes read.", rows, into: &out,
            \.readBytes.asDouble)
        series(
            "container_fs_writes_bytes_total", .counter, "Cumulative count of bytes written.", rows, into: &out,
            \.writtenBytes.asDouble)
        series(
            "container_fs_reads_total", .counter, "Cumulative count of read calls, on files, sockets and pipes.", rows,
            into: &out,
            \.reads.asDouble)
        series(
            "container_fs_writes_total", .counter, "Cumulative count of write calls, on files, sockets and pipes.",
            rows, into: &out,
            \.writes.asDouble)
    }

    /// What the manifest asks for; 0 where memory has no limit, no row where the processor has none.
    private func collectSpec(_ rows: UsageRows, into out: inout Exposition) {
        out.family(
            MetricDescriptor("container_spec_memory_limit_bytes", .gauge, "Memory limit for the container."))
        for row in rows.containers {
            out.sample(row.labels, Double(row.limits["memory"]?.value ?? 0))
        }
        let limited = rows.containers.filter { $0.limits["cpu"] != nil }
        out.family(
            MetricDescriptor("container_spec_cpu_period", .gauge, "CPU period of the container in microseconds."))
        for row in limited { out.sample(row.labels, 100_000 as UInt64) }
        out.family(MetricDescriptor("container_spec_cpu_quota", .gauge, "CPU quota of the container in microseconds."))
        for row in limited {
            out.sample(row.labels, Double(row.limits["cpu"]?.milliValue ?? 0) * 100)
        }
    }

    private func collectTimes(_ rows: UsageRows, into out: inout Exposition) {
        out.family(
            MetricDescriptor(
                "container_start_time_seconds", .gauge, "Start time of the container since unix epoch in seconds."))
        for row in rows.containers { out.time(row.labels, row.stats.startedAt) }
        out.family(
            MetricDescriptor("container_last_seen", .gauge, "Last time a container was seen by the exporter."))
        for row in rows.containers { out.time(row.labels, row.stats.sampledAt) }
    }

    /// A family with a row for each pod, then one for each container.
    private func series(
        _ name: String, _ kind: MetricDescriptor.Kind, _ help: String, _ rows: UsageRows, into out: inout Exposition,
        _ value: (ContainerStats) -> Double?
    ) {
        out.family(MetricDescriptor(name, kind, help))
        for row in rows.pods { if let value = row.sum(kind, value) { out.sample(row.labels, value) } }
        for row in rows.containers { if let value = value(row.stats) { out.sample(row.labels, value) } }
    }
}

extension ContainerStats {
    var cpuSeconds: Double? {
        guard let user = cpuUserSeconds, let system = cpuSystemSeconds else { return nil }
        return user + system
    }
}

extension UInt64? {
    var asDouble: Double? { map { Double($0) } }
}
