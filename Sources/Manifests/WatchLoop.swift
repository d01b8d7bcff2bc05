import Glibc
import Synchronization

/// What the watcher's thread and everybody else share.
final class WatcherState: Sendable {
    let counts = Mutex(ManifestWatcher.Counts())
    let problem = Mutex<String?>(nil)
    private let continuation: AsyncStream<ManifestChange>.Continuation
    private let isStopped = Mutex(false)
    /// A pipe: closing `stopWriter` wakes the thread. -1 where there was no descriptor left; the thread then looks each
    /// second whether it shall stop.
    let stopReader: Int32
    private let stopWriter: Int32

    init(_ continuation: AsyncStream<ManifestChange>.Continuation) {
        self.continuation = continuation
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (stopReader, stopWriter) = (ends[0], ends[1])
    }

    var shallStop: Bool { isStopped.withLock { $0 } }

    func stop() {
        let first = isStopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        guard first else { return }
        if stopWriter >= 0 { close(stopWriter) }
        continuation.finish()
    }

    /// Only the newest change waits, but a listing must not be lost: it is what ends the pods of broken files.
    func yield(_ change: ManifestChange) {
        counts.withLock { if change == .periodic { $0.listings += 1 } else { $0.changes += 1 } }
        if case .dropped(.periodic) = continuation.yield(change), change == .changed { continuation.yield(.periodic) }
    }
}

/// The watcher's thread: made before it starts, so that nothing is missed in between, and locked while it runs.
final class WatchThread: Sendable {
    private let loop: Mutex<WatchLoop>

    init(paths: [String], period: Int64, _ state: WatcherState) {
        loop = Mutex(WatchLoop(paths: paths, period: period, state))
    }

    /// Returns after `WatcherState.stop`.
    func run() { loop.withLock { $0.run() } }
}

/// What the thread does. Owns the kernel's watches.
final class WatchLoop {
    private let paths: [String]
    private var watched: WatchedPaths?
    private var schedule: WatchSchedule
    private let state: WatcherState

    init(paths: [String], period: Int64, _ state: WatcherState) {
        let now = Self.now
        self.paths = paths
        self.state = state
        schedule = WatchSchedule(now: now, period: period)
        open()
        settle(at: now)
        schedule = WatchSchedule(now: now, period: period)
    }

    /// Asks the kernel for its reports, also when it refused them before.
    private func open() {
        guard watched == nil else { return }
        if let inotify = Inotify() {
            watched = WatchedPaths(inotify, paths)
        } else {
            note("inotify_init1: \(String(cString: strerror(errno))) (\(errno))")
        }
    }

    private func note(_ problem: String?) {
        let before = state.problem.withLock { known in
            defer { known = problem }
            return known
        }
        if problem != nil, before == nil { state.counts.withLock { $0.losses += 1 } }
    }

    func run() {
        while !state.shallStop {
            wait()
            let now = Self.now
            takeEvents(at: now)
            if let next = watched?.nextRetry, now >= next { settle(at: now) }
            guard let change = schedule.due(at: now) else { continue }
            // A folder that another took the place of makes no event where it is reached through a link.
            if change == .periodic {
                open()
                settle(at: now)
            }
            state.yield(change)
        }
        watched = nil
        if state.stopReader >= 0 { close(state.stopReader) }
    }

    private func wait() {
        var descriptors = [
            pollfd(fd: watched?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: state.stopReader, events: Int16(POLLIN), revents: 0),
        ]
        let next = min(schedule.nextDue, watched?.nextRetry ?? .max) - Self.now
        let longest: Int64 = state.stopReader < 0 ? 1000 : 3_600_000
        // Rounded up, so that it is not woken just before the time.
        poll(&descriptors, 2, Int32(max(0, min(next / 1_000_000 + 1, longest))))
    }

    private func takeEvents(at now: Int64) {
        let events = watched?.events() ?? []
        guard !events.isEmpty else { return }
        state.counts.withLock { counts in
            counts.events += events.count
            counts.overflows += events.count { $0.has(IN_Q_OVERFLOW) }
        }
        var mustSettle = false
        for event in events {
            switch watched?.effect(of: event) {
            case .touched(let file, let isUnfinished)?: schedule.touched(file, isUnfinished: isUnfinished, at: now)
            case .completed(let file)?: schedule.completed(file, at: now)
            case .lookAgain?: mustSettle = true
            case .nothing?, nil: break
            }
        }
        if mustSettle { settle(at: now, mustRead: true) }
    }

    /// Brings the watches up to date, and has everything read again where `mustRead` or a path came or went.
    private func settle(at now: Int64, mustRead: Bool = false) {
        guard let changed = watched?.settle(at: now) else { return }
        note(watched?.problem)
        guard changed || mustRead else { return }
        if watched?.isWhole == true {
            schedule.lookAgain(at: now)
        } else {
            // A folder that went may be swapped for another just now: its pods shall not stop in between.
            schedule.touched("", isUnfinished: false, at: now)
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
