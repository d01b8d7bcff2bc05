/// What processes have used and only ever use more of: CPU ticks and I/O.
struct UsageCounters: Sendable, Equatable {
    var userTicks: UInt64 = 0
    var systemTicks: UInt64 = 0
    var readBytes: UInt64 = 0
    var writtenBytes: UInt64 = 0
    var reads: UInt64 = 0
    var writes: UInt64 = 0

    func combined(_ other: Self, _ combine: (UInt64, UInt64) -> UInt64) -> Self {
        Self(
            userTicks: combine(userTicks, other.userTicks), systemTicks: combine(systemTicks, other.systemTicks),
            readBytes: combine(readBytes, other.readBytes), writtenBytes: combine(writtenBytes, other.writtenBytes),
            reads: combine(reads, other.reads), writes: combine(writes, other.writes))
    }

    static func + (a: Self, b: Self) -> Self { a.combined(b, &+) }
    /// Never below zero.
    static func - (a: Self, b: Self) -> Self { a.combined(b) { $0 > $1 ? $0 - $1 : 0 } }
    func atLeast(_ other: Self) -> Self { combined(other, max) }
}

/// What one member of a process tree has used.
struct ProcessUsage: Sendable, Equatable {
    var key: ProcessStat.Key
    var parent: Int32
    var own: UsageCounters
    /// Handed on by children that ended and were waited for.
    var inherited: UsageCounters
}

/// Sums what a process tree uses, so that the sum never falls: the usage of a member that ended is found again in the
/// parent that waited for it, or is kept here.
///
/// A process that starts and ends between two samples counts only if its parent waits for it.
struct UsageLedger: Sendable {
    private var members: [ProcessStat.Key: ProcessUsage] = [:]
    /// Of members that ended without handing on.
    private var lost = UsageCounters()

    init() {}

    /// Takes a sample of the whole tree, and gives the sum of all it ever used.
    mutating func record(_ sample: [ProcessUsage]) -> UsageCounters {
        var now: [ProcessStat.Key: ProcessUsage] = [:]
        for var member in sample {
            // A counter that falls (a zombie's I/O can no longer be read) is a wrong one.
            if let before = members[member.key] {
                member.own = member.own.atLeast(before.own)
                member.inherited = member.inherited.atLeast(before.inherited)
            }
            now[member.key] = member
        }
        lost = lost + notHandedOn(now)
        members = now
        return members.values.reduce(lost) { $0 + $1.own + $1.inherited }
    }

    /// What ended members had used and no living one inherited since the last sample.
    private func notHandedOn(_ now: [ProcessStat.Key: ProcessUsage]) -> UsageCounters {
        let keys = Dictionary(members.keys.map { ($0.pid, $0) }) { $1 }
        var ended: [ProcessStat.Key: UsageCounters] = [:]
        var orphaned = UsageCounters()
        for (key, usage) in members where now[key] == nil {
            let used = usage.own + usage.inherited
            if let heir = heir(of: usage, keys, now) {
                ended[heir, default: UsageCounters()] = (ended[heir] ?? UsageCounters()) + used
            } else {
                orphaned = orphaned + used
            }
        }
        return ended.reduce(orphaned) { sum, entry in
            let growth =
                (now[entry.key]?.inherited ?? UsageCounters())
                - (members[entry.key]?.inherited ?? UsageCounters())
            return sum + (entry.value - growth)
        }
    }

    /// The nearest ancestor in the tree that still lives: what its ended children used went to it, if to anyone.
    private func heir(
        of usage: ProcessUsage, _ keys: [Int32: ProcessStat.Key], _ now: [ProcessStat.Key: ProcessUsage]
    ) -> ProcessStat.Key? {
        var parent = usage.parent
        // No tree is deeper than it has members; the bound ends a ring of parents that never were at the same time.
        for _ in 0..<members.count {
            guard let key = keys[parent], let member = members[key] else { return nil }
            if now[key] != nil { return key }
            parent = member.parent
        }
        return nil
    }
}
