import Glibc
package import Metrics

/// process_*: podprobe's own process, under the names every Prometheus client uses (metrics-catalogue 1.9).
package struct ProcessCollector: Collector {
    private let startTimeSeconds: Double?

    package init() { startTimeSeconds = Self.startTime() }

    package func collect(into exposition: inout Exposition) {
        let status = procFile("/proc/self/status") ?? ""
        family(
            "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.",
            Self.cpuSeconds(), &exposition)
        family("process_open_fds", .gauge, "Number of open file descriptors.", Self.openDescriptors(), &exposition)
        family(
            "process_max_fds", .gauge, "Maximum number of open file descriptors.", Self.limit(RLIMIT_NOFILE),
            &exposition)
        family(
            "process_virtual_memory_bytes", .gauge, "Virtual memory size in bytes.",
            procNumber("VmSize", in: status).map { Double($0) * 1024 }, &exposition)
        family(
            "process_virtual_memory_max_bytes", .gauge, "Maximum amount of virtual memory available in bytes.",
            Self.limit(RLIMIT_AS), &exposition)
        family(
            "process_resident_memory_bytes", .gauge, "Resident memory size in bytes.",
            procNumber("VmRSS", in: status).map { Double($0) * 1024 }, &exposition)
        family(
            "process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds.",
            startTimeSeconds, &exposition)
        family(
            "process_threads", .gauge, "Number of OS threads in the process.",
            procNumber("Threads", in: status).map { Double($0) }, &exposition)
    }

    private func family(
        _ name: String, _ kind: MetricDescriptor.Kind, _ help: String, _ value: Double?, _ out: inout Exposition
    ) {
        out.family(MetricDescriptor(name, kind, help))
        if let value { out.sample(.none, value) }
    }

    private static func cpuSeconds() -> Double? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func openDescriptors() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not counted: `.`, `..` and the descriptor of the folder itself.
        return Double(max(0, count - 3))
    }

    /// Infinity where there is no limit.
    private static func limit(_ resource: __rlimit_resource) -> Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur)
    }

    /// Field 22 of /proc/self/stat counts ticks since boot; `btime` is when that was.
    private static func startTime() -> Double? {
        guard let stat = procFile("/proc/self/stat"), let close = stat.lastIndex(of: ")"),
            let bootLine = procFile("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(bootLine.dropFirst(6))
        else { return nil }
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
