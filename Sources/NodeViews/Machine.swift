import Glibc
package import Metrics

/// The host as a whole, read from /proc.
enum Machine {
    /// Seconds that any core was not idle, since boot.
    static func busySeconds() -> Double? {
        guard let line = procFile("/proc/stat")?.split(separator: "\n").first else { return nil }
        // user nice system idle iowait irq softirq steal; guest time is in user already.
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { return nil }
        return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Memory in use that the kernel could not simply take back.
    static func workingSetBytes() -> UInt64? {
        guard let text = procFile("/proc/meminfo"), let total = procNumber("MemTotal", in: text),
            let available = procNumber("MemAvailable", in: text)
        else { return nil }
        return total > available ? (total - available) * 1024 : 0
    }
}

/// machine_*: cAdvisor's rows about the host (metrics-catalogue 1.7).
package struct MachineCollector: Collector {
    private let labels: LabelSet

    package init() {
        func word(_ path: String) -> String {
            (procFile(path) ?? "").split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        }
        labels = LabelSet([
            ("boot_id", word("/proc/sys/kernel/random/boot_id")),
            ("system_uuid", word("/sys/class/dmi/id/product_uuid")),
        ])
    }

    package func collect(into exposition: inout Exposition) {
        let text = procFile("/proc/meminfo") ?? ""
        exposition.family(MetricDescriptor("machine_cpu_cores", .gauge, "Number of logical CPU cores."))
        exposition.sample(labels, UInt64(max(0, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        exposition.family(
            MetricDescriptor("machine_memory_bytes", .gauge, "Amount of memory installed on the machine."))
        if let kibibytes = procNumber("MemTotal", in: text) { exposition.sample(labels, kibibytes * 1024) }
        exposition.family(
            MetricDescriptor("machine_swap_bytes", .gauge, "Amount of swap memory available on the machine."))
        if let kibibytes = procNumber("SwapTotal", in: text) { exposition.sample(labels, kibibytes * 1024) }
    }
}
