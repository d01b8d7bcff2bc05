import Glibc

/// Hears that a timer's time has come, on the loop's thread. `dueAt` is when it should have been called. The loop keeps it
/// alive until the timer has fired or was cancelled.
package protocol TimerHandler: AnyObject {
    func timerFired(_ tag: UInt64, dueAt: MonotonicTime)
}

/// One thread's world: descriptors to watch and timers to fire, one after the other, nothing at the same time.
///
/// Not Sendable, so the compiler keeps it in the thread that made it; ``LoopThread`` is what other threads may hold. A turn
/// waits, reads the clock once, hands out what is ready, and then fires what is due: an answer that has arrived is seen before
/// the deadline that would give it up. Handlers never wait.
package final class EventLoop {
    private struct Timer {
        let handler: any TimerHandler
        let tag: UInt64
    }

    /// When this turn began.
    package private(set) var now: MonotonicTime
    /// Nanoseconds between the earliest due time of the last turn that had one and the begin of that turn.
    package private(set) var lag: Int64 = 0
    package let statistics = LoopStatistics()
    /// Whether its rate makes it look once a millisecond instead of for every event.
    package var isTicking: Bool { tick.isTicking }

    private let epoll: Epoll
    private var watches = WatchTable()
    private var timers = TimerQueue<Timer>()
    /// The timers of this turn; kept to be used again.
    private var dueTimers: [TimerID] = []
    private var tick: TickPolicy
    private var isRunning = false
    private var isStopping = false

    package init() throws(SystemError) {
        epoll = try Epoll()
        now = .now()
        tick = TickPolicy(now: now)
    }

    /// Reads the clock again, after something that took long.
    package func refresh() { now = .now() }

    /// Turns until ``stop()`` is called from a handler.
    package func run() {
        precondition(!isRunning, "a loop cannot be run from inside its own handler")
        isRunning = true
        while !isStopping { turn() }
        isRunning = false
        isStopping = false
    }

    /// Ends ``run()`` after this turn.
    package func stop() { isStopping = true }

    private func turn() {
        let (ready, slept) = wait()
        refresh()
        noteLag()
        let fired = handOut(ready) + fireTimers()
        statistics.recordTurn(events: fired, slept: slept)
        if tick.record(events: fired, now: now) { statistics.record(cpuNanoseconds: Self.threadCPU()) }
    }

    private func noteLag() {
        guard let due = timers.nextDue, due <= now else { return }
        lag = now - due
        statistics.record(lagNanoseconds: lag)
    }

    private static func threadCPU() -> Int64 {
        var t = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t)
        return Int64(t.tv_sec) * 1_000_000_000 + Int64(t.tv_nsec)
    }

    /// Forgets every watch and timer, so that handlers which hold the loop can go away.
    func removeAll() {
        while let id = watches.first { unwatch(id) }
        let old = timers
        timers = TimerQueue()
        withExtendedLifetime(old) {}
    }
}

// MARK: Waiting

extension EventLoop {
    /// Waits for something to do. Answers the number of ready descriptors, and whether the thread could sleep.
    private func wait() -> (ready: Int, slept: Bool) {
        guard tick.isTicking else {
            let timeout = untilNextDue()
            return (epoll.wait(timeoutNanoseconds: timeout), timeout != 0)
        }
        let ready = epoll.wait(timeoutNanoseconds: 0)
        if ready > 0 || untilNextDue() == 0 { return (ready, false) }
        Self.sleep(until: TickPolicy.nextTick(after: .now()))
        return (epoll.wait(timeoutNanoseconds: 0), true)
    }

    /// Nanoseconds; nil without a timer. Handlers took time since the turn began, so the clock is read again.
    private func untilNextDue() -> Int64? {
        guard let due = timers.nextDue else { return nil }
        return max(0, due - .now())
    }

    private static func sleep(until time: MonotonicTime) {
        var t = timespec(tv_sec: Int(time.nanoseconds / 1_000_000_000), tv_nsec: Int(time.nanoseconds % 1_000_000_000))
        // A signal ends the sleep early, which only makes one more turn.
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nil)
    }
}

// MARK: Descriptors

extension EventLoop {
    /// Begins to watch an open descriptor that no other watch of this loop has. It stays its owner's, who unwatches it before
    /// closing it.
    package func watch(
        _ fd: Int32, _ interest: Interest, _ handler: any DescriptorHandler, tag: UInt64
    ) throws(SystemError) -> WatchID {
        let id = watches.insert(.init(descriptor: fd, tag: tag, handler: handler))
        do throws(SystemError) {
            try epoll.add(fd, interest, key: id.key)
        } catch {
            _ = watches.remove(id)
            throw error
        }
        return id
    }

    /// Nothing happens for a watch that has ended.
    package func change(_ id: WatchID, _ interest: Interest) throws(SystemError) {
        guard let watch = watches[id] else { return }
        try epoll.change(watch.descriptor, interest, key: id.key)
    }

    /// Ends a watch: its handler is not called again, not even for events of this turn. Nothing happens when it has ended before.
    package func unwatch(_ id: WatchID) {
        guard let watch = watches.remove(id) else { return }
        epoll.remove(watch.descriptor)
    }

    private func handOut(_ count: Int) -> Int {
        var handled = 0
        for index in 0..<count {
            let (key, readiness) = epoll.event(index)
            // An earlier handler of this batch may have ended the watch, and its descriptor may even be open anew.
            guard let watch = watches[WatchID(key: key)] else { continue }
            watch.handler.descriptorReady(watch.tag, readiness)
            handled += 1
        }
        return handled
    }
}

// MARK: Timers

extension EventLoop {
    /// Calls `handler` once, in the first turn that begins at `due` or later; a time that has passed is for the next turn.
    package func setTimer(at due: MonotonicTime, _ handler: any TimerHandler, tag: UInt64) -> TimerID {
        timers.insert(Timer(handler: handler, tag: tag), at: due)
    }

    /// Nothing happens when it has fired or was cancelled before.
    package func cancel(_ id: TimerID) { timers.remove(id) }

    private func fireTimers() -> Int {
        timers.collectDue(by: now, into: &dueTimers)
        guard !dueTimers.isEmpty else { return 0 }
        var fired = 0
        for id in dueTimers {
            guard let (timer, due) = timers.remove(id) else { continue }
            timer.handler.timerFired(timer.tag, dueAt: due)
            fired += 1
        }
        dueTimers.removeAll(keepingCapacity: true)
        return fired
    }
}
