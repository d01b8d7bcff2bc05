import Testing

@testable import Manifests

private let millisecond: Int64 = 1_000_000
private let second: Int64 = 1_000_000_000

@Suite struct `The schedule of reading again` {
    /// Lets time pass in steps of a millisecond and notes what is due when.
    private func run(_ schedule: inout WatchSchedule, from: Int64 = 0, milliseconds: Int64) -> [String] {
        (0..<milliseconds).compactMap { step in
            let now = from + step * millisecond
            return schedule.due(at: now).map { "\(now / millisecond): \($0)" }
        }
    }

    @Test func `lists each period`() {
        var schedule = WatchSchedule(now: 0, period: 20 * second)
        #expect(run(&schedule, milliseconds: 60_500) == ["20000: periodic", "40000: periodic", "60000: periodic"])
    }

    @Test func `reads a complete file at once`() {
        var schedule = WatchSchedule(now: 0, period: 20 * second)
        schedule.touched("a", isUnfinished: true, at: 0)
        schedule.completed("a", at: 3 * millisecond)
        #expect(run(&schedule, milliseconds: 500) == ["0: changed"], "the time that counts is that of the first touch")
    }

    @Test func `waits for the others while several are being written`() {
        var schedule = WatchSchedule(now: 0, period: 20 * second)
        schedule.touched("a", isUnfinished: true, at: 0)
        schedule.touched("b", isUnfinished: true, at: 0)
        schedule.completed("a", at: millisecond)
        #expect(schedule.due(at: 2 * millisecond) == nil)
        schedule.completed("b", at: 5 * millisecond)
        #expect(schedule.due(at: 5 * millisecond) == .changed)
    }

    @Test func `waits until nothing happens any more`() {
        var schedule = WatchSchedule(now: 0, period: 20 * second)
        for step in 0..<5 { schedule.touched("a", isUnfinished: step < 4, at: Int64(step) * 50 * millisecond) }
        #expect(run(&schedule, from: 200 * millisecond, milliseconds: 500) == ["275: changed"])
    }

    @Test func `does not wait for ever for a file that is always written to`() {
        var schedule = WatchSchedule(now: 0, period: 20 * second)
        var due: [Int64] = []
        for step in 0..<240 {
            let now = Int64(step) * 10 * millisecond
            schedule.touched("a", isUnfinished: true, at: now)
            if schedule.due(at: now) != nil { due.append(now / millisecond) }
        }
        #expect(due == [1000, 2010])
    }

    @Test func `looks again at once when a folder came or went`() {
        var schedule = WatchSchedule(now: 0, period: 20 * second)
        schedule.touched("a", isUnfinished: true, at: 0)
        schedule.lookAgain(at: 0)
        #expect(schedule.due(at: 0) == .changed)
        #expect(schedule.due(at: second) == nil, "said once")
    }

    @Test func `lets a listing stand for a change that waits`() {
        var schedule = WatchSchedule(now: 0, period: second)
        schedule.touched("a", isUnfinished: true, at: 980 * millisecond)
        #expect(run(&schedule, from: 980 * millisecond, milliseconds: 200) == ["1000: periodic"])
    }

    @Test func `always says when it is due next`() {
        var schedule = WatchSchedule(now: 0, period: second)
        #expect(schedule.nextDue == second)
        schedule.touched("a", isUnfinished: true, at: 10)
        #expect(schedule.nextDue == 10 + WatchSchedule.quiet)
        #expect(schedule.due(at: schedule.nextDue) == .changed)
        #expect(schedule.nextDue == second)
    }
}
