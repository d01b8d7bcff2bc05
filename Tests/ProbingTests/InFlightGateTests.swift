import EventLoops
import Probing
import Testing

private func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

/// A gate and the attempts in flight behind it.
private final class Gated {
    private var gate: InFlightGate
    private var aged: [UInt64: Bool] = [:]
    private var next: UInt64 = 0

    init(limit: Int) { gate = InFlightGate(limit: limit) }

    /// How many of `count` starts it lets through.
    func start(_ count: Int, at time: Int64) -> Int {
        for number in 0..<count {
            guard gate.mayStart else { return number }
            gate.started(next, at: at(time))
            aged[next] = false
            next += 1
        }
        return count
    }

    func age(at time: Int64, lag: Int64 = 0) {
        gate.age(at: at(time), loopLag: lag * 1_000_000) { id in
            guard aged[id] != nil else { return false }
            aged[id] = true
            return true
        }
    }

    func finish(_ id: UInt64) {
        if let aged = aged.removeValue(forKey: id) { gate.finished(aged: aged) }
    }

    func plan(period: Int64, times: Int) { for _ in 0..<times { gate.plan(periodNanoseconds: period * 1_000_000) } }
}

@Suite struct `The gate before attempts` {
    @Test func `lets 256 young attempts through, and one more for each that ends`() {
        let gate = Gated(limit: 10_000)
        #expect(gate.start(300, at: 0) == 256)
        gate.finish(7)
        gate.finish(8)
        #expect(gate.start(300, at: 1) == 2)
    }

    @Test func `does not count attempts that wait for their targets`() {
        let gate = Gated(limit: 10_000)
        #expect(gate.start(300, at: 0) == 256)
        gate.age(at: 24)
        #expect(gate.start(1, at: 24) == 0)
        gate.age(at: 25)
        #expect(gate.start(300, at: 25) == 256)
        gate.finish(0)
        #expect(gate.start(1, at: 26) == 0, "an aged one frees no young place")
    }

    @Test func `lets nothing age while the loop itself is late`() {
        let gate = Gated(limit: 10_000)
        #expect(gate.start(300, at: 0) == 256)
        gate.age(at: 100, lag: 4)
        #expect(gate.start(1, at: 100) == 0)
        gate.age(at: 101, lag: 1)
        #expect(gate.start(1, at: 101) == 1)
    }

    @Test func `never goes beyond the hard limit`() {
        let gate = Gated(limit: 300)
        #expect(gate.start(300, at: 0) == 256)
        gate.age(at: 50)
        #expect(gate.start(300, at: 50) == 44)
    }

    @Test func `follows the planned rate, so that ten thousand hanging targets a second can be started`() {
        let gate = Gated(limit: 100_000)
        gate.plan(period: 1000, times: 40_000)
        #expect(gate.start(2000, at: 0) == 1250)
    }
}

@Suite struct `A stall meter` {
    @Test func `adds up lateness, once a turn, without the usual noise`() {
        var meter = StallMeter()
        meter.note(turn: at(1), lag: 9_000_000)
        meter.note(turn: at(2), lag: 30_000_000)
        meter.note(turn: at(2), lag: 30_000_000)
        meter.note(turn: at(3), lag: 20_000_000)
        #expect(meter.totalNanoseconds == 50_000_000)
    }

    @Test(arguments: [
        (Int64(21_000_000), Int64(100_000_000), true), (19_000_000, 100_000_000, false),
        (99_000_000, 1_000_000_000, false), (101_000_000, 1_000_000_000, true),
    ])
    func `excuses a timeout when a tenth of it was lost to us`(stalled: Int64, timeout: Int64, excused: Bool) {
        #expect(StallMeter.excuses(stalled, ofTimeout: timeout) == excused)
    }
}
