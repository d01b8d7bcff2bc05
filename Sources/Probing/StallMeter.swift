package import EventLoops

/// Adds up how late a loop has been, so that an attempt can be told how much of its time podprobe itself took. Pure.
package struct StallMeter: Sendable {
    /// Shorter delays are the grid of a ticking loop and the scheduler's usual noise.
    package static let noiseNanoseconds: Int64 = 10_000_000

    /// Only grows; two readings around an attempt give what it lost.
    package private(set) var totalNanoseconds: Int64 = 0
    private var turn: MonotonicTime?

    package init() {}

    /// Notes that the turn that began at `turn` was `lag` late. Further calls in the same turn change nothing.
    package mutating func note(turn: MonotonicTime, lag: Int64) {
        guard turn != self.turn else { return }
        self.turn = turn
        if lag > Self.noiseNanoseconds { totalNanoseconds += lag }
    }

    /// Whether an attempt that ran out of its time lost so much of it to us that the verdict is not the target's.
    package static func excuses(_ stalledNanoseconds: Int64, ofTimeout timeoutNanoseconds: Int64) -> Bool {
        stalledNanoseconds > max(2 * noiseNanoseconds, timeoutNanoseconds / 10)
    }
}
