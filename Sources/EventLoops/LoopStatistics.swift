import Synchronization

/// What a loop costs, published by its thread and readable from any other (engine-measurements, design advice 10). All
/// numbers but the lag only grow.
package final class LoopStatistics: Sendable {
    private let turnCount = Atomic<UInt64>(0)
    private let sleepCount = Atomic<UInt64>(0)
    private let eventCount = Atomic<UInt64>(0)
    private let lag = Atomic<Int64>(0)
    private let cpu = Atomic<Int64>(0)

    package init() {}

    /// Passes through the loop.
    package var turns: UInt64 { turnCount.load(ordering: .relaxed) }
    /// Waits in which the thread could fall asleep. Sleeps a probe explain most of a probe's CPU.
    package var sleeps: UInt64 { sleepCount.load(ordering: .relaxed) }
    /// Descriptor events handled and timers fired.
    package var events: UInt64 { eventCount.load(ordering: .relaxed) }
    /// How late the last turn was that had a timer due.
    package var lagNanoseconds: Int64 { lag.load(ordering: .relaxed) }
    /// CPU time of the loop's thread, about a tenth of a second old while it is busy.
    package var cpuNanoseconds: Int64 { cpu.load(ordering: .relaxed) }

    func recordTurn(events: Int, slept: Bool) {
        turnCount.wrappingAdd(1, ordering: .relaxed)
        if slept { sleepCount.wrappingAdd(1, ordering: .relaxed) }
        if events > 0 { eventCount.wrappingAdd(UInt64(events), ordering: .relaxed) }
    }

    func record(lagNanoseconds: Int64) { lag.store(lagNanoseconds, ordering: .relaxed) }
    func record(cpuNanoseconds: Int64) { cpu.store(cpuNanoseconds, ordering: .relaxed) }
}
