import EventLoops
import PodModel
import Runtimes

/// What operations led to.
extension PodMachine {
    mutating func finished(_ id: UInt64, _ outcome: PodOutcome, _ turn: inout NodeTurn) {
        if let question = execQuestions.removeValue(forKey: id) {
            return environmentFound(question.container, question.id, outcome, &turn)
        }
        // Given up before, or of an earlier pod with this uid.
        guard let flight = flights.removeValue(forKey: id) else { return }
        switch flight.operation {
        // Without a start that follows it, it is the last word of a pod that podprobe takes down with itself.
        case .save: if stage == .halting, flight.start == nil { stage = .halted }
        case .runSandbox: sandboxFinished(outcome, &turn)
        case .startContainer(let config, _): startFinished(flight, config, outcome, &turn)
        case .stopContainer(let kill): stopFinished(kill, outcome, &turn)
        case .hook(let call) where call.kind == .preStop: preStopFinished(id, call, outcome, &turn)
        case .hook(let call): postStartFinished(flight, call, outcome, &turn)
        case .execEnvironment: break
        case .removeContainer, .stopSandbox, .removeSandbox: cleanupFinished(flight.operation, outcome, &turn)
        }
        if flight.operation.touchesRuntime {
            neededSerial = turn.relistSerial + 1
            syncDue = true
            // Tidying up is no reason to hurry: how a container ended stays visible until the next regular relist.
            turn.wantsRelist = turn.wantsRelist || isEnding || !flight.operation.isCleanup
        }
        run(&turn)
    }

    private mutating func sandboxFinished(_ outcome: PodOutcome, _ turn: inout NodeTurn) {
        switch outcome {
        case .sandbox(let status): newSandbox = status
        case .failed(let error), .startFailed(_, let error):
            queue.removeAll()
            hold("sandbox", turn.now)
            let message = "Failed to create pod sandbox: \(error.message)"
            turn.event(.warning, "FailedCreatePodSandBox", message, self)
            turn.log(.error, "\(message). Tried again in \(retryText).", self)
            turn.measure(.podStartFailed)
        case .done, .started, .environment, .hookRan: break
        }
    }

    private mutating func startFinished(
        _ flight: Flight, _ config: ContainerConfig, _ outcome: PodOutcome, _ turn: inout NodeTurn
    ) {
        starting = nil
        guard let start = flight.start else { return }
        switch outcome {
        case .started(let id):
            attempts[config.name] = config.attempt
            isDirty = true
            // Whoever had ended for good has not, and has probes again.
            endedWorkers = endedWorkers.filter { $0.key.container != config.name }
            exitTimes.started(id, at: flight.since)
            turn.created(config.name, self)
            turn.event(.normal, "Started", "Started container \(config.name)", self, container: config.name)
            let again = config.attempt > 0 ? " again (restart \(config.attempt))" : ""
            turn.log(.info, "Started\(again).", self, container: config.name)
            if let cause = start.planned.cause { turn.measure(.restart(cause)) }
            if let call = postStart(config.name, id: id), !isEnding {
                starting = ContainerStart(name: config.name, attempt: config.attempt)
                fly(.hook(call), start: start, &turn)
            } else {
                settled.insert(config.name)
            }
        case .startFailed(let id, let error):
            attempts[config.name] = config.attempt
            exitTimes.started(id, at: flight.since)
            turn.created(config.name, self)
            couldNotStart(start, config.attempt, Self.runError, error, &turn)
        case .failed(let error):
            // It may exist all the same: its number is not given to another.
            if error.kind == .timeout { attempts[config.name] = config.attempt }
            couldNotCreate(start, attempt: config.attempt, error, &turn)
        case .done, .sandbox, .environment, .hookRan: break
        }
    }

    mutating func couldNotCreate(
        _ start: StartStep, attempt: Int32, _ error: RuntimeError, _ turn: inout NodeTurn
    ) {
        let reason = error.kind == .config ? StartFailure.configError : "CreateContainerError"
        couldNotStart(start, attempt, reason, error, &turn)
    }

    private static let runError = "RunContainerError"

    private mutating func couldNotStart(
        _ start: StartStep, _ attempt: Int32, _ reason: String, _ error: RuntimeError, _ turn: inout NodeTurn
    ) {
        turn.event(.warning, "Failed", "Error: \(error.message)", self, container: start.name)
        if failures[start.name]?.reason != reason || failures[start.name]?.message != error.message {
            // One that was made and did not start may have ended.
            let again = reason == Self.runError ? "if its restart policy says so" : "soon"
            turn.log(
                .error, "\(reason): \(error.message). It is tried again \(again).", self, container: start.name)
        }
        let retryAt = turn.now.monotonic + retryDelayNanoseconds
        fail(
            start.name,
            StartFailure(reason: reason, message: error.message, retryAt: retryAt, attempt: attempt), turn.now)
        turn.measure(.containerStartFailed(isInit: start.isInit, code: reason))
        giveUp(start)
    }

    private mutating func cleanupFinished(
        _ operation: PodOperation, _ outcome: PodOutcome, _ turn: inout NodeTurn
    ) {
        guard let error = outcome.error, error.kind != .notFound else { return }
        hold(operation.description, turn.now)
        turn.log(.warning, "Could not \(operation): \(error.message). Tried again in \(retryText).", self)
    }

    var retryText: String { "\(retryDelayNanoseconds / 1_000_000_000) s" }
}

extension PodOperation {
    fileprivate var isCleanup: Bool {
        switch self {
        case .removeContainer, .removeSandbox: true
        default: false
        }
    }
    fileprivate var touchesRuntime: Bool {
        switch self {
        case .save, .hook: false
        default: true
        }
    }
}

extension PodOutcome {
    var error: RuntimeError? {
        switch self {
        case .failed(let error), .startFailed(_, let error): error
        case .done, .sandbox, .started, .environment, .hookRan: nil
        }
    }
}
