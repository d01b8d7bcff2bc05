import Synchronization

/// The exec thread's world: commands that wait for their turn, in order, and those that run.
final class CommandLoop {
    let loop: EventLoop
    private let maximumInFlight: Int
    private let started: CommandCount
    /// The runner's, which outlives this thread.
    unowned let answers: CommandAnswers
    private var waiting: [WaitingCommand] = []
    private var running: [ObjectIdentifier: CommandProcess] = [:]
    private var isEnded = false
    /// One for all commands: a read is copied out of it before the next.
    var readBuffer = [UInt8](repeating: 0, count: 65_536)

    init(_ loop: EventLoop, maximumInFlight: Int, _ started: CommandCount, _ answers: CommandAnswers) {
        self.loop = loop
        self.maximumInFlight = maximumInFlight
        self.started = started
        self.answers = answers
    }

    func submit(_ request: CommandRequest) {
        guard !isEnded else { return refuse(request) }
        guard running.count >= maximumInFlight || !waiting.isEmpty else { return start(request) }
        let command = WaitingCommand(request, self)
        waiting.append(command)
        command.timer = loop.setTimer(at: request.askedAt + request.timeoutNanoseconds, command, tag: 0)
    }

    /// The command waited as long as it may run: what it would say now is about another moment.
    fileprivate func expire(_ command: WaitingCommand) {
        waiting.removeAll { $0 === command }
        refuse(command.request)
    }

    func cancel(_ number: UInt64) {
        if let command = running.values.first(where: { $0.number == number }) { return command.cancel() }
        guard let index = waiting.firstIndex(where: { $0.request.number == number }) else { return }
        waiting.remove(at: index).timer.map(loop.cancel)
        answers.give(number, CommandResult(ending: .cancelled))
    }

    func ended(_ command: CommandProcess) {
        running[ObjectIdentifier(command)] = nil
        started.value.store(running.count, ordering: .relaxed)
        while running.count < maximumInFlight, !waiting.isEmpty {
            let next = waiting.removeFirst()
            next.timer.map(loop.cancel)
            start(next.request)
        }
    }

    private func start(_ request: CommandRequest) {
        guard let command = CommandProcess.start(request, self) else { return }
        running[ObjectIdentifier(command)] = command
        started.value.store(running.count, ordering: .relaxed)
    }

    private func refuse(_ request: CommandRequest) {
        let late = MonotonicTime.now() - request.askedAt
        answers.give(request.number, CommandResult(ending: .noCapacity, lateNanoseconds: late))
    }

    func end() {
        isEnded = true
        let left = waiting
        waiting = []
        for command in left {
            command.timer.map(loop.cancel)
            refuse(command.request)
        }
        for command in running.values { command.abandon(.noCapacity) }
        running = [:]
        started.value.store(0, ordering: .relaxed)
    }
}

/// A command whose turn has not come.
private final class WaitingCommand: TimerHandler {
    let request: CommandRequest
    var timer: TimerID?
    private unowned let owner: CommandLoop

    init(_ request: CommandRequest, _ owner: CommandLoop) {
        self.request = request
        self.owner = owner
    }

    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) { owner.expire(self) }
}
