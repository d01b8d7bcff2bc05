/// Decides when a loop stops waking up for every event and looks once a millisecond instead.
///
/// A wake-up costs more than a probe's own work, and at high rates several events share one if the loop waits a moment
/// (engine-measurements 2, "Sleep less": -30 to -40 % CPU at 5,000 probes/s, nothing gained at 1,000, where it would only
/// blur the measured latency). A timer is then up to a millisecond late, never early, and whoever judges by a deadline reads
/// its socket once more first.
package struct TickPolicy {
    /// The grid that a ticking loop wakes up on.
    package static let tickNanoseconds: Int64 = 1_000_000
    /// 2,000 probes a second, of which each makes about three events: due, connected, answered.
    package static let startAbove: Int64 = 6_000
    /// Lower, so that a rate near the limit does not switch to and fro.
    package static let stopBelow: Int64 = 4_500
    /// Long enough to average the bursts of a grid line, short enough to follow a change of load.
    package static let windowNanoseconds: Int64 = 100_000_000

    package private(set) var isTicking = false
    private var windowStart: MonotonicTime
    private var events: Int64 = 0

    package init(now: MonotonicTime) { windowStart = now }

    /// Counts what a turn has done. Answers true when a window ended, so that what is published now and then goes with it.
    package mutating func record(events count: Int, now: MonotonicTime) -> Bool {
        events += Int64(count)
        let elapsed = now - windowStart
        guard elapsed >= Self.windowNanoseconds else { return false }
        let perSecond = Int64(Double(events) * 1e9 / Double(elapsed))
        isTicking = perSecond > (isTicking ? Self.stopBelow : Self.startAbove)
        windowStart = now
        events = 0
        return true
    }

    /// The first line of the grid after `now`.
    package static func nextTick(after now: MonotonicTime) -> MonotonicTime {
        MonotonicTime(nanoseconds: (now.nanoseconds / tickNanoseconds + 1) * tickNanoseconds)
    }
}
