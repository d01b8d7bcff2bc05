import EventLoops
import PodModel
import Probing
import Runtimes
import Synchronization

/// Carries one operation out against the runtime, and gives it up after its time: a call that hangs holds up its own pod
/// until then, and no other.
struct OperationRunner: Sendable {
    let runtime: any ContainerRuntime
    let clock: any SupervisionClock
    let timeoutNanoseconds: Int64
    let http = LifecycleHTTPClient()
    let hooks = RunningHooks()

    func run(_ operation: PodOperation) async -> PodOutcome {
        var timeout = timeoutNanoseconds
        switch operation {
        case .stopContainer(let kill): timeout += kill.graceSeconds.secondsInNanoseconds
        case .hook(let call): return await run(call)
        default: break
        }
        do throws(RuntimeError) {
            return try await limited(to: timeout, "\(operation)") { () throws(RuntimeError) in
                try await carryOut(operation)
            }
        } catch {
            return .failed(error)
        }
    }

    private func carryOut(_ operation: PodOperation) async throws(RuntimeError) -> PodOutcome {
        switch operation {
        case .save, .hook: return .done
        case .runSandbox(let config): return .sandbox(try await runtime.runPodSandbox(config))
        case .startContainer(let config, let sandboxID): return try await start(config, sandboxID)
        case .stopContainer(let kill):
            try await runtime.stopContainer(kill.id, graceSeconds: kill.graceSeconds)
            hooks.giveUp(of: kill.id)
        case .removeContainer(let id):
            try await runtime.removeContainer(id)
            // One that ended by itself was never stopped.
            hooks.giveUp(of: id)
        case .stopSandbox(let id): try await runtime.stopPodSandbox(id)
        case .removeSandbox(let id): try await runtime.removePodSandbox(id)
        case .execEnvironment(let id): return .environment(try await runtime.execEnvironment(id))
        }
        return .done
    }

    private func start(_ config: ContainerConfig, _ sandboxID: String) async throws(RuntimeError) -> PodOutcome {
        let id = try await runtime.createContainer(config, sandboxID: sandboxID)
        // Given up meanwhile: a container that nobody waits for is not started; the next look at the runtime finds it.
        if Task.isCancelled { throw RuntimeError(.timeout, "given up after its creation") }
        do throws(RuntimeError) {
            try await runtime.startContainer(id)
            return .started(id: id)
        } catch {
            return .startFailed(id: id, error)
        }
    }

    /// Beyond a preStop's own time, in which it should have answered by itself.
    private static let hookSlackNanoseconds: Int64 = 1_000_000_000

    /// The hook's outcome; it is given up a little after its time, when its container was stopped, and at the end.
    private func run(_ call: HookCall) async -> PodOutcome {
        let race = Race<PodOutcome>()
        let runner = HookRunner(runtime: runtime, http: http, clock: clock)
        let work = Task { race.finish(await runner.run(call)) }
        let giveUp = { @Sendable (why: String) in
            if race.finish(.failed(RuntimeError(.timeout, why))) { work.cancel() }
        }
        let number = hooks.add(call.containerID) { giveUp("given up, as its container is stopped") }
        let alarm = call.timeoutSeconds.map { seconds in
            wake(after: seconds.secondsInNanoseconds + Self.hookSlackNanoseconds) {
                giveUp("it did not end within \(seconds) s")
            }
        }
        let outcome = await race.result()
        alarm?.cancel()
        hooks.remove(number)
        return outcome
    }

    /// Nobody waits for anything any more.
    func end() {
        hooks.giveUpAll()
        http.stop()
    }

    /// The body's answer, or a timeout: then the body is cancelled, and what it still does is not waited for.
    func limited<Answer: Sendable>(
        to nanoseconds: Int64, _ what: String,
        _ body: @escaping @Sendable () async throws(RuntimeError) -> Answer
    ) async throws(RuntimeError) -> Answer {
        let race = Race<Result<Answer, RuntimeError>>()
        let work = Task {
            do throws(RuntimeError) {
                race.finish(.success(try await body()))
            } catch {
                race.finish(.failure(error))
            }
        }
        let alarm = wake(after: nanoseconds) {
            let message = "the runtime did not answer within \(nanoseconds / 1_000_000_000) s: \(what)"
            if race.finish(.failure(RuntimeError(.timeout, message))) { work.cancel() }
        }
        let result = await race.result()
        alarm.cancel()
        return try result.get()
    }

    /// Unless it is cancelled before.
    private func wake(after nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> Task<Void, Never> {
        let due = clock.now().monotonic + nanoseconds
        return Task {
            do { try await clock.sleep(until: due) } catch { return }
            body()
        }
    }
}

/// Keeps the first of several answers for the one who waits.
private final class Race<Answer: Sendable>: Sendable {
    private enum State {
        case open
        case waitedFor(CheckedContinuation<Answer, Never>)
        case early(Answer)
        case over
    }

    private let state = Mutex(State.open)

    /// Says whether this answer was the first.
    @discardableResult
    func finish(_ answer: Answer) -> Bool {
        let (isFirst, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Answer, Never>?) in
            switch state {
            case .open:
                state = .early(answer)
                return (true, nil)
            case .waitedFor(let continuation):
                state = .over
                return (true, continuation)
            case .early, .over: return (false, nil)
            }
        }
        waiter?.resume(returning: answer)
        return isFirst
    }

    func result() async -> Answer {
        await withCheckedContinuation { continuation in
            let early = state.withLock { state -> Answer? in
                if case .early(let answer) = state {
                    state = .over
                    return answer
                }
                state = .waitedFor(continuation)
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }
    }
}
