import Glibc
import PodModel

extension ProcessWorld {
    /// The usage of every running container over its whole process tree, from one pass over /proc.
    ///
    /// - RSS is the anonymous memory, as cAdvisor's container_memory_rss is; the working set adds shared memory, which is the
    ///   part of a cgroup's working set that /proc can tell (not the page cache in use). Both are sums over processes, so
    ///   pages that several of them share after a fork count for each.
    /// - I/O is what went to and came from storage; the counts are of all read and write calls.
    /// - A value is nil where no process of the container lets us read it (I/O and descriptors of another user's).
    func stats() -> [ContainerStats] {
        let members = scan()
        let sampledAt = around.now()
        return containers.values.filter { $0.main != nil }.map { container in
            stats(of: container, members[container.record.id] ?? [], sampledAt)
        }
    }

    private func stats(
        of container: ProcessContainer, _ members: [ProcessStat], _ sampledAt: Timestamp
    ) -> ContainerStats {
        let record = container.record
        var stats = ContainerStats(
            containerID: record.id, podUID: record.podUID, name: record.name, sampledAt: sampledAt)
        stats.startedAt = record.startedAt
        let usages = members.map(usage)
        let total = container.ledger.record(usages.map(\.usage))
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        stats.cpuUserSeconds = Double(total.userTicks) / ticks
        stats.cpuSystemSeconds = Double(total.systemTicks) / ticks
        if usages.contains(where: \.hasInputOutput) {
            stats.readBytes = total.readBytes
            stats.writtenBytes = total.writtenBytes
            stats.reads = total.reads
            stats.writes = total.writes
        }
        let living = members.filter { !$0.isDead }
        stats.processes = UInt64(living.count)
        stats.threads = living.reduce(0) { $0 + $1.threads }
        addMemory(of: living, to: &stats)
        return stats
    }

    private func usage(_ process: ProcessStat) -> (usage: ProcessUsage, hasInputOutput: Bool) {
        var own = UsageCounters()
        own.userTicks = process.userTicks
        own.systemTicks = process.systemTicks
        var inherited = UsageCounters()
        inherited.userTicks = process.waitedUserTicks
        inherited.systemTicks = process.waitedSystemTicks
        let io = proc.inputOutput(process.pid)
        if let io {
            // With that of children that were waited for, in one number.
            inherited.readBytes = io.readBytes
            inherited.writtenBytes = io.writtenBytes
            inherited.reads = io.reads
            inherited.writes = io.writes
        }
        let usage = ProcessUsage(key: process.key, parent: process.parent, own: own, inherited: inherited)
        return (usage, io != nil)
    }

    private func addMemory(of living: [ProcessStat], to stats: inout ContainerStats) {
        let memory = living.compactMap { proc.memory($0.pid) }
        if !memory.isEmpty {
            stats.rssBytes = memory.reduce(0) { $0 + $1.anonymous }
            stats.workingSetBytes = memory.reduce(0) { $0 + $1.anonymous + $1.shared }
            stats.swapBytes = memory.reduce(0) { $0 + $1.swap }
        }
        let descriptors = living.compactMap { proc.descriptors($0.pid) }
        if !descriptors.isEmpty { stats.fileDescriptors = descriptors.reduce(0, +) }
    }
}
