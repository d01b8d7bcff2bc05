import EventLoops
import Glibc
import PodModel

/// One container: its record, and while it runs, its main process and who waits for its end.
final class ProcessContainer: DescriptorHandler, TimerHandler {
    typealias Waiter = @Sendable (Result<Void, RuntimeError>) -> Void

    enum Timer: UInt64 { case kill, giveUp, strangerStatus, killRest, message }

    /// The main process has ended; the rest of the container ends with it.
    struct Ending {
        var code: Int32
        var reason: String
        var message = ""
        var finishedAt: Timestamp
        var since: MonotonicTime
        var rounds = 0
        /// Nobody is left; the container's last words are being read.
        var isAsking = false
        /// Whether the code is the process's own.
        var isKnown: Bool { reason != ProcessContainer.unknownReason }
    }

    unowned let world: ProcessWorld
    var record: ProcessRecord
    var pidfd: FileDescriptor?
    /// Whether it is our child; else a process that an earlier podprobe started, of which only the pidfd tells.
    var isChild = true
    var strangerTries = 0
    var watch: WatchID?
    var ending: Ending?
    var ledger = UsageLedger()
    private var killAt: MonotonicTime?
    private var killTimer: TimerID?
    private var giveUpTimer: TimerID?
    var endTimer: TimerID?
    var waiters: [Waiter] = []
    /// Numbers of commands that run beside it.
    var commands: [ObjectIdentifier: UInt64] = [:]

    init(_ record: ProcessRecord, _ world: ProcessWorld) {
        self.record = record
        self.world = world
    }

    /// Its main process, while the container runs.
    var main: ProcessStat.Key? { record.state == .running ? record.process?.key : nil }

    /// Runs, and the loop will not say when it has ended.
    var isUnwatched: Bool { pidfd != nil && watch == nil && ending == nil && endTimer == nil }

    func say(_ level: RuntimeNote.Level, _ what: String) {
        world.around.note(RuntimeNote(level, "\(record.title): \(what)", containerID: record.id))
    }

    func descriptorReady(_ tag: UInt64, _ events: Readiness) { mainEnded() }

    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        switch Timer(rawValue: tag) {
        case .kill: killAll()
        case .giveUp: giveUp()
        case .strangerStatus: mainEnded()
        case .killRest: killRest()
        case .message: messageTimedOut()
        case nil: preconditionFailure("timer \(tag) of \(record.title)")
        }
    }

    func setTimer(_ timer: Timer, after nanoseconds: Int64) -> TimerID {
        world.loop.setTimer(at: .now() + nanoseconds, self, tag: timer.rawValue)
    }

    // MARK: Stopping

    /// How long a process may take to die of SIGKILL before a stop gives up: one that waits for a dead disk never does.
    private static let giveUpNanoseconds: Int64 = 10_000_000_000

    /// SIGTERM to the whole group at once, SIGKILL to everything of the container after the grace. Of several stops the
    /// shortest grace counts.
    func stop(graceSeconds: Int64, _ waiter: @escaping Waiter) {
        guard let main else { return waiter(.success(())) }
        waiters.append(waiter)
        if ending != nil || mainHasEnded { return }
        let seconds = min(max(0, graceSeconds), 1 << 30)
        if seconds == 0 { return killAll() }
        if killAt == nil { ChildProcess.signalGroup(main.pid, SIGTERM) }
        let due = MonotonicTime.now() + seconds * 1_000_000_000
        if let killAt, killAt <= due { return }
        killAt = due
        if let killTimer { world.loop.cancel(killTimer) }
        killTimer = world.loop.setTimer(at: due, self, tag: Timer.kill.rawValue)
    }

    /// Its number, and that of its group, may be another's by now: nothing is sent to them. What ended it is being found out.
    private var mainHasEnded: Bool {
        guard let number = pidfd?.number else { return false }
        return ChildProcess.hasEnded(pidfd: number)
    }

    private func killAll() {
        guard let main, ending == nil, !mainHasEnded else { return }
        killAt = .now()
        if let killTimer { world.loop.cancel(killTimer) }
        killTimer = nil
        ChildProcess.signalGroup(main.pid, SIGKILL)
        if giveUpTimer == nil { giveUpTimer = setTimer(.giveUp, after: Self.giveUpNanoseconds) }
        // The end of the main process brings the end of the rest.
    }

    private func giveUp() {
        giveUpTimer = nil
        say(
            .error,
            "its process \(record.process?.key.pid ?? 0) did not die of SIGKILL; it may wait for a disk or be traced")
        answer(
            .failure(
                RuntimeError(
                    .timeout,
                    "\(record.title) did not end: its process \(record.process?.key.pid ?? 0) ignores SIGKILL, as one does that "
                        + "waits for a disk or a network file system; podprobe goes on waiting")))
    }

    func answer(_ result: Result<Void, RuntimeError>) {
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter(result) }
    }

    func cancelStop() {
        for timer in [killTimer, giveUpTimer] { timer.map(world.loop.cancel) }
        killTimer = nil
        giveUpTimer = nil
        killAt = nil
    }

    /// Podprobe ends and the container does not.
    func abandon() {
        // How it ended is known now and to nobody later.
        if ending?.isAsking == true { return complete(saying: "") }
        answer(.failure(RuntimeError(.other, "podprobe was shut down before \(record.title) had ended")))
    }
}
