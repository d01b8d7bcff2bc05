import EventLoops
import Glibc
import TestSupport
import Testing

@Suite struct `An event loop` {
    let loop: EventLoop
    let listener = Listener()

    init() throws { loop = try EventLoop() }

    @Test func `fires timers in the order of their times, never early`() {
        var fired: [UInt64] = []
        listener.onTimer = { [loop] tag, due in
            #expect(loop.now >= due)
            fired.append(tag)
            if fired.count == 4 { loop.stop() }
        }
        let start = MonotonicTime.now()
        for (tag, milliseconds) in [(1, 6), (2, 2), (3, 4), (4, 2)] as [(UInt64, Int64)] {
            _ = loop.setTimer(at: start + milliseconds * 1_000_000, listener, tag: tag)
        }
        loop.runGuarded()
        #expect(fired == [2, 4, 3, 1])
    }

    @Test func `does not fire a timer that is cancelled, even by a neighbour in the same turn`() {
        var ids: [TimerID] = []
        var fired: [UInt64] = []
        listener.onTimer = { [loop] tag, _ in
            fired.append(tag)
            // All are due: the first one ends the others, and itself once more.
            for id in ids { loop.cancel(id) }
            loop.stop()
        }
        for tag in 0..<4 as Range<UInt64> {
            ids.append(loop.setTimer(at: MonotonicTime(nanoseconds: 1), listener, tag: tag))
        }
        loop.cancel(ids[0])
        loop.runGuarded()
        #expect(fired == [1])
    }

    @Test func `sees a descriptor although a timer is always set for the past`() throws {
        let pipe = try Pipe()
        listener.onTimer = { [loop, listener] _, _ in
            _ = loop.setTimer(at: MonotonicTime(nanoseconds: 0), listener, tag: 0)
        }
        listener.onReady = { [loop] _, _ in loop.stop() }
        listener.onTimer(0, MonotonicTime(nanoseconds: 0))
        _ = try loop.watch(pipe.reader.number, .read, listener, tag: 0)
        pipe.send()
        loop.runGuarded()
        #expect(loop.statistics.events >= 2)
        listener.onTimer = { _, _ in }
    }

    @Test func `hands out an answer before the deadline of the same turn`() throws {
        let pipe = try Pipe()
        var order: [String] = []
        listener.onReady = { _, _ in
            order.append("answer")
            pipe.drain()
        }
        listener.onTimer = { [loop] _, _ in
            order.append("deadline")
            loop.stop()
        }
        _ = try loop.watch(pipe.reader.number, .read, listener, tag: 0)
        _ = loop.setTimer(at: MonotonicTime(nanoseconds: 1), listener, tag: 0)
        pipe.send()
        loop.runGuarded()
        #expect(order == ["answer", "deadline"])
    }

    @Test func `says how late a turn was, and what it cost`() {
        listener.onTimer = { [loop] _, _ in loop.stop() }
        let due = MonotonicTime.now() + -3_000_000
        _ = loop.setTimer(at: due, listener, tag: 0)
        loop.runGuarded()
        #expect(loop.lag >= 3_000_000)
        #expect(loop.lag == loop.now - due)
        #expect(loop.statistics.lagNanoseconds == loop.lag)
        #expect(loop.statistics.turns == 1)
        #expect(loop.statistics.sleeps == 0, "it was due already")
        #expect(loop.statistics.events == 1)
    }

    @Test func `keeps its time within a turn, and reads the clock again when asked`() {
        var times: [MonotonicTime] = []
        listener.onTimer = { [loop] _, _ in
            times = [loop.now, loop.now]
            let clock = MonotonicTime.now()
            loop.refresh()
            #expect(loop.now >= clock)
            loop.stop()
        }
        _ = loop.setTimer(at: loop.now, listener, tag: 0)
        loop.runGuarded()
        #expect(times.count == 2)
        #expect(times.first == times.last)
    }

    @Test func `lets handlers go when their watch or timer has ended`() throws {
        let pipe = try Pipe()
        weak var watching: Listener?
        weak var waiting: Listener?
        weak var cancelled: Listener?
        do {
            let handlers = (Listener(), Listener(), Listener())
            (watching, waiting, cancelled) = handlers
            let watch = try loop.watch(pipe.reader.number, .read, handlers.0, tag: 0)
            handlers.0.onReady = { [loop] _, _ in loop.unwatch(watch) }
            handlers.1.onTimer = { [loop] _, _ in loop.stop() }
            _ = loop.setTimer(at: .now() + 2_000_000, handlers.1, tag: 0)
            loop.cancel(loop.setTimer(at: .now() + 1_000_000, handlers.2, tag: 0))
        }
        #expect(watching != nil)
        #expect(waiting != nil)
        #expect(cancelled == nil)
        pipe.send()
        loop.runGuarded()
        #expect(watching == nil)
        #expect(waiting == nil)
    }

    @Test func `fires everything, never early, and sleeps once a millisecond when its rate makes it tick`() throws {
        // 40 timers a millisecond, far above what makes a loop tick, for three windows of the policy.
        let start = MonotonicTime.now()
        let total = 12_000
        var fired = 0
        var last = start
        var ticking: (since: MonotonicTime, sleeps: UInt64)?
        listener.onTimer = { [loop] _, due in
            #expect(loop.now >= due && due >= last)
            last = due
            fired += 1
            if ticking == nil, loop.isTicking { ticking = (loop.now, loop.statistics.sleeps) }
            if fired == total { loop.stop() }
        }
        for index in 0..<total { _ = loop.setTimer(at: start + Int64(index) * 25_000, listener, tag: 0) }
        loop.runGuarded()
        #expect(fired == total)
        let (since, sleeps) = try #require(ticking)
        #expect(loop.statistics.sleeps - sleeps <= UInt64((loop.now - since) / TickPolicy.tickNanoseconds + 2))
        #expect(loop.statistics.cpuNanoseconds > 0)
    }

    @Test func `can be run again after a stop`() {
        var runs = 0
        listener.onTimer = { [loop] _, _ in
            runs += 1
            loop.stop()
        }
        for _ in 0..<2 {
            _ = loop.setTimer(at: loop.now, listener, tag: 0)
            loop.runGuarded()
        }
        #expect(runs == 2)
    }
}
