import Testing

@testable import Runtimes

private func usage(_ pid: Int32, parent: Int32 = 1, user: UInt64 = 0, waited: UInt64 = 0, io: UInt64 = 0)
    -> ProcessUsage
{
    ProcessUsage(
        key: ProcessStat.Key(pid: pid, startTicks: 1), parent: parent, own: UsageCounters(userTicks: user),
        inherited: UsageCounters(userTicks: waited, readBytes: io))
}

@Suite struct `The usage of a process tree` {
    private var ledger = UsageLedger()

    @Test mutating func `is the sum of its members`() {
        #expect(ledger.record([usage(1, user: 5), usage(2, parent: 1, user: 7)]).userTicks == 12)
    }

    @Test mutating func `counts a child once that its parent waited for`() {
        _ = ledger.record([usage(1, user: 5), usage(2, parent: 1, user: 7)])
        #expect(ledger.record([usage(1, user: 5, waited: 8)]).userTicks == 13)
    }

    @Test mutating func `keeps a child that nobody waited for`() {
        _ = ledger.record([usage(1, user: 5), usage(2, parent: 1, user: 7)])
        #expect(ledger.record([usage(1, user: 6)]).userTicks == 13)
        #expect(ledger.record([usage(1, user: 6)]).userTicks == 13)
    }

    @Test mutating func `keeps an orphan that podprobe reaped`() {
        _ = ledger.record([usage(1, user: 5), usage(2, parent: 99, user: 7)])
        #expect(ledger.record([usage(1, user: 5)]).userTicks == 12)
    }

    @Test mutating func `follows a whole branch up to who lives`() {
        _ = ledger.record([usage(1, user: 1), usage(2, parent: 1, user: 10), usage(3, parent: 2, user: 100)])
        #expect(ledger.record([usage(1, user: 1, waited: 110)]).userTicks == 111)
        _ = ledger.record([usage(1, user: 1, waited: 110), usage(4, parent: 1, user: 50), usage(5, parent: 4, user: 5)])
        // Only the middle one was waited for, and had not waited for its own child.
        #expect(ledger.record([usage(1, user: 1, waited: 160)]).userTicks == 166)
    }

    @Test mutating func `does the same with I/O, which /proc gives only with the children's`() {
        _ = ledger.record([usage(1, io: 100), usage(2, parent: 1, io: 50)])
        #expect(ledger.record([usage(1, io: 150)]).readBytes == 150)
        _ = ledger.record([usage(1, io: 150), usage(3, parent: 1, io: 70)])
        #expect(ledger.record([usage(1, io: 150)]).readBytes == 220)
    }

    @Test mutating func `does not fall when a counter cannot be read any more`() {
        _ = ledger.record([usage(1, io: 100)])
        #expect(ledger.record([usage(1, io: 0)]).readBytes == 100)
    }

    @Test func `never falls, whatever happens to the tree`() {
        var random = SeededGenerator(state: 7)
        for _ in 0..<300 {
            var ledger = UsageLedger()
            var world = [usage(1)]
            var last = UsageCounters()
            var next: Int32 = 2
            for _ in 0..<40 {
                for index in world.indices { world[index].own.userTicks += .random(in: 0...9, using: &random) }
                if Bool.random(using: &random), let parent = world.randomElement(using: &random) {
                    world.append(usage(next, parent: parent.key.pid, user: .random(in: 0...5, using: &random)))
                    next += 1
                }
                if world.count > 1, Bool.random(using: &random) {
                    let dead = world.remove(at: .random(in: 1..<world.count, using: &random))
                    let used = dead.own.userTicks + dead.inherited.userTicks
                    let waits = Bool.random(using: &random)
                    for index in world.indices {
                        if world[index].key.pid == dead.parent, waits { world[index].inherited.userTicks += used }
                        if world[index].parent == dead.key.pid { world[index].parent = 99 }
                    }
                }
                let sum = ledger.record(world)
                #expect(sum.userTicks >= last.userTicks)
                last = sum
            }
        }
    }
}

/// The same random numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
