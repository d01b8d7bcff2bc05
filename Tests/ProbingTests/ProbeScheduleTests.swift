import EventLoops
import Probing
import Testing

private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64((seconds * 1e9).rounded())) }

/// A schedule under a clock of seconds.
private final class Scheduled {
    private var schedule: ProbeSchedule

    init(period: Double, phase: UInt64 = 0, created: Double = 1000, agentStart: Double = 0) {
        schedule = ProbeSchedule(
            periodNanoseconds: Int64(period * 1e9), phase: phase, created: at(created), agentStart: at(agentStart))
    }

    var due: MonotonicTime { schedule.due }
    func begin(_ time: Double) -> Int64 { schedule.begin(at: at(time)) }
    func end(_ time: Double) -> Int64 { schedule.end(at: at(time)) }
    func trigger(_ time: Double) -> Bool { schedule.trigger(at: at(time)) }
    /// An evaluation from `start` to `end`; returns the ticks dropped before and during it.
    func evaluate(_ start: Double, _ end: Double) -> [Int64] { [begin(start), self.end(end)] }
}

@Suite struct `A probe's schedule` {
    @Test func `W22 waits for its phase in the first period of the agent and for nothing later`() {
        #expect(Scheduled(period: 10, phase: 7_000_000_000, created: 2).due == at(7))
        #expect(Scheduled(period: 10, phase: 1_000_000_000, created: 2).due == at(11))
        #expect(Scheduled(period: 10, phase: 7_000_000_000, created: 11).due == at(11))
    }

    @Test func `W22 spreads many workers evenly over the period`() {
        var buckets = [Int](repeating: 0, count: 10)
        for number in 0..<10_000 {
            let phase = ProbePhase.hash("pod-\(number)", "app", "Liveness")
            let due = Scheduled(period: 10, phase: phase, created: 0.5).due
            #expect(due >= at(0.5) && due < at(10.5))
            buckets[Int((due - at(0.5)) / 1_000_000_000)] += 1
        }
        for count in buckets { #expect((800...1200).contains(count), "\(buckets)") }
    }

    @Test func `has a phase that is the same after a restart of the agent`() {
        let phase = ProbePhase.hash("uid", "app", "Readiness")
        let first = Scheduled(period: 10, phase: phase, created: 3, agentStart: 2).due - at(2)
        let second = Scheduled(period: 10, phase: phase, created: 504, agentStart: 501.5).due - at(501.5)
        #expect(first % 10_000_000_000 == second % 10_000_000_000)
    }

    @Test func `keeps to its grid although evaluations take time and start late`() {
        let schedule = Scheduled(period: 10)
        #expect(schedule.evaluate(1000.2, 1003.7) == [0, 0])
        #expect(schedule.due == at(1010))
        #expect(schedule.evaluate(1012, 1013) == [0, 0])
        #expect(schedule.due == at(1020))
    }

    @Test func `runs at once when one tick came during a slow evaluation, and drops further ones`() {
        let schedule = Scheduled(period: 1)
        #expect(schedule.evaluate(1000, 1001.4) == [0, 0])
        #expect(schedule.due == at(1001.4))
        #expect(schedule.evaluate(1001.4, 1001.5) == [0, 0])
        #expect(schedule.due == at(1002))
        #expect(schedule.evaluate(1002, 1005.5) == [0, 2])
        #expect(schedule.due == at(1005.5))
        #expect(schedule.evaluate(1005.5, 1005.6) == [0, 0])
        #expect(schedule.due == at(1006))
    }

    @Test func `drops the periods that it waited for a slot`() {
        let schedule = Scheduled(period: 1)
        #expect(schedule.evaluate(1003.2, 1003.3) == [3, 0])
        #expect(schedule.due == at(1004))
    }

    @Test func `a trigger is due at once and starts the grid anew`() {
        let schedule = Scheduled(period: 30)
        _ = schedule.evaluate(1000, 1000)
        #expect(schedule.trigger(1012))
        #expect(schedule.due == at(1012))
        _ = schedule.evaluate(1012, 1012.1)
        #expect(schedule.due == at(1042))
    }

    @Test func `a trigger during an evaluation is due at its end, and only once`() {
        let schedule = Scheduled(period: 30)
        _ = schedule.begin(1000)
        #expect(!schedule.trigger(1000.5))
        #expect(!schedule.trigger(1000.6))
        _ = schedule.end(1001)
        #expect(schedule.due == at(1001))
        _ = schedule.evaluate(1001, 1002)
        #expect(schedule.due == at(1031))
    }

    @Test func `a trigger before the first evaluation waits for it`() {
        let schedule = Scheduled(period: 10, phase: 7_000_000_000, created: 1)
        #expect(!schedule.trigger(2))
        #expect(schedule.due == at(7))
        _ = schedule.evaluate(7, 7.1)
        #expect(schedule.due == at(7.1))
    }

    @Test func `a trigger while the evaluation is already due changes nothing`() {
        let schedule = Scheduled(period: 10)
        _ = schedule.evaluate(1000, 1000)
        #expect(!schedule.trigger(1010))
        #expect(schedule.due == at(1010))
    }
}
