import EventLoops
import Testing

private func at(milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

@Suite struct `A tick policy` {
    /// Events a second, window after window, and whether the loop ticks after each.
    @Test(
        arguments: [
            ([0, 0], [false, false]),
            ([1_000, 5_900], [false, false]),
            ([6_100, 6_100], [true, true]),
            ([20_000, 5_000, 4_600, 4_400, 5_000], [true, true, true, false, false]),
            ([20_000, 0], [true, false]),
        ] as [([Int], [Bool])])
    func `starts at a high rate and stops at a lower one`(rates: [Int], expected: [Bool]) {
        var policy = TickPolicy(now: at(milliseconds: 0))
        var seen: [Bool] = []
        for (window, rate) in rates.enumerated() {
            // Ten turns in each window.
            for turn in 1...10 {
                let ended = policy.record(
                    events: rate / 100, now: at(milliseconds: Int64(window * 100 + turn * 10)))
                #expect(ended == (turn == 10))
            }
            seen.append(policy.isTicking)
        }
        #expect(seen == expected)
    }

    @Test func `does not take one burst after a long sleep for a high rate`() {
        var policy = TickPolicy(now: at(milliseconds: 0))
        _ = policy.record(events: 1_000, now: at(milliseconds: 60_000))
        #expect(!policy.isTicking)
    }

    @Test(
        arguments: [(0, 1_000_000), (1, 1_000_000), (999_999, 1_000_000), (1_000_000, 2_000_000)] as [(Int64, Int64)])
    func `has a grid line in every millisecond`(now: Int64, next: Int64) {
        let tick = TickPolicy.nextTick(after: MonotonicTime(nanoseconds: now))
        #expect(tick == MonotonicTime(nanoseconds: next))
    }
}
