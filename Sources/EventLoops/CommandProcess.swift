import CLinux
import Glibc

/// A command that was started: its outputs are read until its process ends or its deadline passes.
final class CommandProcess: DescriptorHandler, TimerHandler {
    private enum Tag: UInt64 { case output, error, end }

    var number: UInt64 { request.number }
    private let request: CommandRequest
    private unowned let owner: CommandLoop
    private let pid: Int32
    private let pidfd: FileDescriptor
    private let output: CommandOutput
    private let error: CommandOutput
    private let startedAt: MonotonicTime
    private let lateNanoseconds: Int64
    private var endWatch: WatchID?
    private var deadline: TimerID?
    private var isAnswered = false

    private init(
        _ request: CommandRequest, _ owner: CommandLoop, _ child: consuming SpawnedChild, output: CommandOutput,
        error: CommandOutput, lateNanoseconds: Int64
    ) {
        self.request = request
        self.owner = owner
        pid = child.pid
        pidfd = child.takePidfd()
        self.output = output
        self.error = error
        self.lateNanoseconds = lateNanoseconds
        startedAt = .now()
    }

    /// Starts the child. nil when that failed, and has been answered.
    static func start(_ request: CommandRequest, _ owner: CommandLoop) -> CommandProcess? {
        let late = MonotonicTime.now() - request.askedAt
        do throws(SpawnError) {
            let process = try spawn(request, owner, late)
            return process.watch() ? process : nil
        } catch {
            let ending = CommandResult.Ending.couldNotStart(error.cause, notFound: error.isNotFound)
            owner.answers.give(request.number, CommandResult(ending: ending, lateNanoseconds: late))
            return nil
        }
    }

    private static func spawn(
        _ request: CommandRequest, _ owner: CommandLoop, _ late: Int64
    ) throws(SpawnError) -> CommandProcess {
        let command = request.command
        let output = try OutputPipe(for: command)
        let error = try OutputPipe(for: command)
        let child = try ProcessSpawner.spawn(
            SpawnRequest(
                arguments: command.arguments, environment: command.environment,
                workingDirectory: command.workingDirectory),
            output: output.writeEnd.number, error: error.writeEnd.number)
        return CommandProcess(
            request, owner, child,
            output: CommandOutput(output.takeReadEnd(), limit: command.outputLimit, loop: owner.loop),
            error: CommandOutput(error.takeReadEnd(), limit: command.outputLimit, loop: owner.loop),
            lateNanoseconds: late)
    }

    private func watch() -> Bool {
        do throws(SystemError) {
            try output.watch(self, tag: Tag.output.rawValue)
            try error.watch(self, tag: Tag.error.rawValue)
            endWatch = try owner.loop.watch(pidfd.number, .read, self, tag: Tag.end.rawValue)
            deadline = owner.loop.setTimer(at: startedAt + request.timeoutNanoseconds, self, tag: 0)
            return true
        } catch {
            // Without a watch nobody would hear of its end.
            abandon(.couldNotStart(error, notFound: false))
            return false
        }
    }

    // MARK: What happens to it

    func descriptorReady(_ tag: UInt64, _ events: Readiness) {
        switch Tag(rawValue: tag) {
        case .output: output.read(&owner.readBuffer)
        case .error: error.read(&owner.readBuffer)
        case .end, nil: reap()
        }
    }

    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        deadline = nil
        kill(.timedOut)
    }

    func cancel() { kill(.cancelled) }

    private func kill(_ ending: CommandResult.Ending) {
        // It may have ended while this thread was busy: then it was in time.
        reap()
        if isAnswered { return }
        // Its number is pinned until it is reaped, which nobody but this thread does.
        ChildProcess.signalGroup(pid, SIGKILL)
        answer(ending)
    }

    private func reap() {
        let ending: ChildProcess.Ending?
        do throws(SystemError) {
            ending = try ChildProcess.reap(pid, pidfd: pidfd.number)
        } catch {
            // Somebody else took its status, which only a bug of ours can do; never hold a slot for it.
            answer(.couldNotStart(error, notFound: false))
            return leave()
        }
        switch ending {
        case nil: return
        case .exited(let code): answer(.exited(code))
        case .signalled(let signal): answer(.signalled(signal))
        }
        leave()
    }

    /// Gives the slot back.
    private func leave() {
        if let endWatch { owner.loop.unwatch(endWatch) }
        endWatch = nil
        owner.ended(self)
    }

    private func answer(_ ending: CommandResult.Ending) {
        guard !isAnswered else { return }
        isAnswered = true
        let duration = MonotonicTime.now() - startedAt
        output.drain(&owner.readBuffer)
        error.drain(&owner.readBuffer)
        if let deadline { owner.loop.cancel(deadline) }
        deadline = nil
        let result = CommandResult(
            ending: ending, output: Array((output.bytes + error.bytes).prefix(request.command.outputLimit)),
            durationNanoseconds: duration, lateNanoseconds: lateNanoseconds)
        owner.answers.give(request.number, result)
    }

    /// Kills and reaps it, because nobody will hear of it again.
    func abandon(_ ending: CommandResult.Ending) {
        answer(ending)
        if let endWatch { owner.loop.unwatch(endWatch) }
        endWatch = nil
        ChildProcess.discard(pid, pidfd: pidfd.number)
    }
}

/// A pipe that a child writes to.
private struct OutputPipe: ~Copyable {
    let readEnd: FileDescriptor
    let writeEnd: FileDescriptor

    init(for command: Command) throws(SpawnError) {
        var ends: (Int32, Int32) = (-1, -1)
        let got = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { clinux_output_pipe($0) }
        }
        guard got == 0 else {
            throw SpawnError(
                stage: .spawn, cause: SystemError("pipe2", -got), subject: command.arguments.first ?? "")
        }
        readEnd = FileDescriptor(ends.0)
        writeEnd = FileDescriptor(ends.1)
    }

    /// The write end is closed: the child has its own.
    consuming func takeReadEnd() -> FileDescriptor { readEnd }
}
