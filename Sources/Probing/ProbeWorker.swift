package import EventLoops
package import PodModel

/// Decides whether a probe may run now and what its answers mean: the guards, thresholds and hold of one worker
/// (kubelet-semantics 2.2 to 2.4). Pure: it is handed the time and never reads a clock.
package struct ProbeWorker: Sendable {
    /// What one evaluation leads to.
    package enum Step: Sendable, Equatable {
        case probe
        case wait(ProbeSkipReason)
        /// The worker is not needed any more.
        case end
    }

    package struct Evaluation: Sendable, Equatable {
        package var step: Step
        /// What the cache of a container id that is new to the worker starts with.
        package var initial: ProbeResult?
        /// What the guards then made of it.
        package var changed: ProbeResult?

        package init(step: Step, initial: ProbeResult? = nil, changed: ProbeResult? = nil) {
            self.step = step
            self.initial = initial
            self.changed = changed
        }
    }

    package let type: ProbeType
    private let initialDelayNanoseconds: Int64
    private let successThreshold: Int
    private let failureThreshold: Int

    package private(set) var context = ProbeContext()
    /// When the container of `context` started, moved to the monotonic clock once, so that a step of the wall clock
    /// neither shortens nor prolongs the initial delay.
    private var containerStart: (id: String, wall: Timestamp, monotonic: MonotonicTime)?

    /// The container that the cache speaks of; "" before the first.
    package private(set) var containerID = ""
    /// The verdict after thresholds.
    package private(set) var cached: ProbeResult?
    /// Set by a verdict that is final for this container (guard 14).
    package private(set) var onHold = false
    private var lastResult: ProbeResult?
    private var run = 0

    /// - Parameter probe: defaulted, so that every threshold is at least 1.
    package init(type: ProbeType, probe: Probe, initialDelayNanoseconds: Int64) {
        self.type = type
        self.initialDelayNanoseconds = initialDelayNanoseconds
        successThreshold = max(1, Int(probe.successThreshold))
        failureThreshold = max(1, Int(probe.failureThreshold))
    }

    /// How many answers in a row have been failures.
    package var consecutiveFailures: Int { lastResult == .failure ? run : 0 }

    package mutating func update(_ context: ProbeContext, now: MonotonicTime, wall: Timestamp) {
        self.context = context
        guard case .running(let id, let startedAt, _, _) = context.container else { return }
        if let known = containerStart, known.id == id, known.wall == startedAt { return }
        let age = max(0, wall.nanoseconds - startedAt.nanoseconds)
        containerStart = (id, startedAt, now + -age)
    }

    /// Guards 1 to 9 of kubelet-semantics 2.2, in their order.
    package mutating func evaluate(now: MonotonicTime) -> Evaluation {
        if context.phase == .failed || context.phase == .succeeded { return Evaluation(step: .end) }
        guard let id = context.container.id else { return Evaluation(step: .wait(.notRunning)) }
        var initial: ProbeResult?
        if id != containerID {
            let isTakenOver = containerID.isEmpty && context.container.isPublishedAsPassed(type)
            containerID = id
            cached = isTakenOver ? .success : .initial(for: type)
            initial = cached
            onHold = isTakenOver && type == .startup
        }
        if onHold { return Evaluation(step: .wait(.onHold), initial: initial) }
        switch context.container {
        case .none, .waiting:
            return Evaluation(step: .wait(.notRunning), initial: initial, changed: cache(.failure))
        case .terminated(_, let willRestart):
            let step: Step = willRestart ? .wait(.notRunning) : .end
            return Evaluation(step: step, initial: initial, changed: cache(.failure))
        case .running(_, _, let started, _):
            if context.deleted && type != .readiness {
                return Evaluation(step: .end, initial: initial, changed: cache(.success))
            }
            return Evaluation(step: stepWhileRunning(now, started), initial: initial)
        }
    }

    private func stepWhileRunning(_ now: MonotonicTime, _ started: Bool) -> Step {
        // Whole seconds rounded down are below the delay exactly when the age is.
        if let start = containerStart?.monotonic, now - start < initialDelayNanoseconds { return .wait(.initialDelay) }
        if started { return type == .startup ? .wait(.onHold) : .probe }
        return type == .startup ? .probe : .wait(.notStarted)
    }

    /// Guards 11 to 14: counts an answer and returns the cache's new value when that changes it.
    package mutating func apply(_ result: ProbeResult) -> ProbeResult? {
        if result == lastResult {
            run += 1
        } else {
            lastResult = result
            run = 1
        }
        if run < (result == .success ? successThreshold : failureThreshold) { return nil }
        let changed = cache(result)
        if type == .startup || (type == .liveness && result == .failure) {
            onHold = true
            run = 0
        }
        return changed
    }

    private mutating func cache(_ result: ProbeResult) -> ProbeResult? {
        if cached == result { return nil }
        cached = result
        return result
    }
}

/// Why an evaluation did not probe: the `reason` label of podprobe_probes_skipped_total.
package enum ProbeSkipReason: String, Sendable, CaseIterable {
    case initialDelay = "initial_delay"
    case notRunning = "not_running"
    case notStarted = "not_started"
    case onHold = "on_hold"
    /// The pod is being deleted.
    case terminating
    /// Its tick came while the evaluation before was still going on.
    case previousRunning = "previous_running"
    /// Its tick came while the evaluation before was waiting for a free slot of the loop.
    case overload
}

extension ProbeContext.Container {
    /// nil when there is no container yet.
    package var id: String? {
        switch self {
        case .none: nil
        case .waiting(let id), .running(let id, _, _, _), .terminated(let id, _): id.isEmpty ? nil : id
        }
    }

    /// With a probe of this type, `started` and `ready` are published only after its success. A worker that finds them
    /// so at its first container follows another one, of the podprobe before this: the verdict goes on
    /// (product.md promise 7; the kubelet flips to the initial values).
    fileprivate func isPublishedAsPassed(_ type: ProbeType) -> Bool {
        guard case .running(_, _, let started, let ready) = self else { return false }
        return type == .readiness ? ready : type == .startup && started
    }
}
