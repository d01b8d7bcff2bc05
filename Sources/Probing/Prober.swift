import EventLoops

/// Carries out attempts on one loop: one deadline and one result for each, up to three tries while the answer is an error
/// (kubelet-semantics 1.7). Not Sendable: it lives in its loop's thread.
final class Prober {
    /// Tries of one attempt while the handler returns errors.
    static let tryLimit = 3

    /// What a prober needs from outside its loop.
    struct Services {
        let transfers: any HTTPTransfers
        let resolver: NameResolver
        let commands: CommandRunner
        /// Brings something that ended in another thread back into the loop's.
        let post: @Sendable (@escaping @Sendable (Prober) -> Void) -> Void
    }

    let loop: EventLoop
    let services: Services
    /// Whether a success shall carry its output: only who runs a single probe reads it.
    let keepsOutput: Bool
    weak var owner: (any AttemptOwner)?
    private(set) var stalls = StallMeter()
    private var attempts: [Attempt] = []
    private var free: [Int] = []

    init(_ loop: EventLoop, _ services: Services, keepsOutput: Bool = false) {
        self.loop = loop
        self.services = services
        self.keepsOutput = keepsOutput
    }

    var inFlight: Int { attempts.count - free.count }

    /// Sets an attempt aside and returns its tag, so that its owner knows it before it can end.
    func reserve(for owner: UInt64) -> UInt64 {
        let attempt = takeAttempt()
        attempt.owner = owner
        return attempt.tag
    }

    /// Begins a reserved attempt. The owner hears of its end exactly once, perhaps before this returns.
    func start(_ tag: UInt64, _ target: ProbeTarget, timeoutNanoseconds: Int64, at now: MonotonicTime) {
        guard let attempt = attempt(tag) else { preconditionFailure("attempt \(tag) was not reserved") }
        attempt.target = target
        attempt.timeoutNanoseconds = timeoutNanoseconds
        attempt.startedAt = now
        attempt.tries = 0
        attempt.lateNanoseconds = 0
        attempt.phases = AttemptPhases()
        beginTry(attempt, at: now)
    }

    private func takeAttempt() -> Attempt {
        if let index = free.popLast() { return attempts[index] }
        let attempt = Attempt(index: attempts.count)
        attempts.append(attempt)
        return attempt
    }

    /// The attempt that `tag` was given to, unless it has ended.
    func attempt(_ tag: UInt64) -> Attempt? {
        let index = Attempt.index(ofTag: tag)
        guard attempts.indices.contains(index) else { return nil }
        let attempt = attempts[index]
        return attempt.tag == tag ? attempt : nil
    }

    /// Adds this turn's lateness to the meter that verdicts are excused by.
    func noteTurn() { stalls.note(turn: loop.now, lag: loop.lag) }

    private func beginTry(_ attempt: Attempt, at now: MonotonicTime) {
        guard let target = attempt.target else { preconditionFailure("attempt \(attempt.tag) without a target") }
        attempt.tries += 1
        attempt.tryStartedAt = now
        attempt.stallsBefore = stalls.totalNanoseconds
        attempt.connectWasSlow = false
        attempt.isOverdue = false
        attempt.exchange = nil
        switch target.way {
        case .settled(let outcome):
            attempt.tries = Self.tryLimit
            finish(attempt, outcome)
        case .exec(let arguments, let environment): runCommand(attempt, arguments, environment)
        case .http(_, let destination), .grpc(_, let destination), .tcp(let destination, _):
            switch destination {
            case .address(let address): connect(attempt, target, to: address)
            case .name(let host): resolve(attempt, host)
            }
        }
    }

    /// Once something must be waited for: the deadline of the whole try.
    func setDeadline(_ attempt: Attempt) {
        guard attempt.deadline == nil else { return }
        attempt.deadline = loop.setTimer(
            at: attempt.tryStartedAt + attempt.timeoutNanoseconds, self, tag: attempt.tag)
    }

    func connect(_ attempt: Attempt, _ target: ProbeTarget, to address: IPAddress) {
        attempt.address = address
        if case .tcp(_, let port) = target.way {
            connectTCP(attempt, port: port)
        } else {
            sendRequest(attempt, target)
        }
    }

    /// Ends a try. Its answer counts unless it is an error that may be tried again.
    func finish(_ attempt: Attempt, _ outcome: ProbeOutcome) {
        if let deadline = attempt.deadline {
            loop.cancel(deadline)
            attempt.deadline = nil
        }
        attempt.stage = .idle
        if attempt.isAbandoned { return }
        if case .error = outcome, attempt.tries < Self.tryLimit { return beginTry(attempt, at: .now()) }
        let result = result(of: attempt, outcome)
        let owner = attempt.owner
        release(attempt)
        self.owner?.attemptFinished(owner, result)
    }

    private func result(of attempt: Attempt, _ outcome: ProbeOutcome) -> AttemptResult {
        AttemptResult(
            outcome: outcome,
            durationNanoseconds: max(
                0, now(after: attempt.startedAt) - attempt.startedAt - attempt.lateNanoseconds),
            tries: attempt.tries, phases: attempt.phases, lateNanoseconds: attempt.lateNanoseconds,
            isAged: attempt.isAged)
    }

    /// The turn's time is when an answer arrived; what began in this very turn ended just now.
    func now(after begin: MonotonicTime) -> MonotonicTime { begin < loop.now ? loop.now : .now() }

    private func release(_ attempt: Attempt) {
        attempt.reset()
        free.append(attempt.index)
    }
}

// MARK: The gate's and the owner's other wishes

extension Prober {
    /// Marks an attempt as aged; answers whether it is in flight.
    func markAged(_ tag: UInt64) -> Bool {
        guard let attempt = attempt(tag) else { return false }
        attempt.isAged = true
        return true
    }

    /// Gives an attempt up: its owner does not hear of it. Answers whether it had aged; nil when it has ended before.
    func abandon(_ tag: UInt64) -> Bool? {
        guard let attempt = attempt(tag) else { return nil }
        let isAged = attempt.isAged
        attempt.isAbandoned = true
        switch attempt.stage {
        case .transferring: _ = services.transfers.cancel(tag: tag)
        case .connecting(let watch): closeSocket(attempt, watch)
        case .idle, .resolving, .executing: break
        }
        finish(attempt, .unknown)
        release(attempt)
        return isAged
    }
}

// MARK: Deadlines

extension Prober: TimerHandler {
    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        noteTurn()
        guard let attempt = attempt(tag), let target = attempt.target else { return }
        attempt.deadline = nil
        attempt.isOverdue = true
        if let outcome = timeoutOutcome(attempt, target) { timedOut(attempt, outcome) }
    }

    /// Ends a try that ran out of its time.
    func timedOut(_ attempt: Attempt, _ outcome: ProbeOutcome) { finish(attempt, excused(attempt) ?? outcome) }

    /// Gives up what the attempt waits for. nil when its answer was there after all and is dealt with.
    private func timeoutOutcome(_ attempt: Attempt, _ target: ProbeTarget) -> ProbeOutcome? {
        switch attempt.stage {
        case .connecting(let watch): return connectTimedOut(attempt, watch)
        case .resolving: return resolveFailed(target, "i/o timeout")
        case .transferring:
            switch services.transfers.cancel(tag: attempt.tag) {
            case .finished: return nil
            case .unknown: return transferTimedOut(attempt, target, .awaitingHeaders)
            case .cancelled(let stage, let phases):
                attempt.phases.add(phases)
                return transferTimedOut(attempt, target, stage)
            }
        case .idle, .executing: preconditionFailure("attempt \(attempt.tag) has a deadline and no deed")
        }
    }

    /// A verdict that podprobe itself made late is nobody's (product.md, promise 3).
    private func excused(_ attempt: Attempt) -> ProbeOutcome? {
        let stalled = stalls.totalNanoseconds - attempt.stallsBefore
        guard StallMeter.excuses(stalled, ofTimeout: attempt.timeoutNanoseconds) else { return nil }
        return .inconclusive(
            "it timed out after \(DurationText.go(attempt.timeoutNanoseconds)), of which podprobe's own loop was late for "
                + DurationText.go(stalled))
    }
}
