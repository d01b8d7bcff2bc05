import EventLoops
import Metrics
package import PodModel

extension ProbeLoop: TimerHandler {
    /// Every worker's due time, and the pulse.
    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        prober.noteTurn()
        if tag == Self.pulseTag { return pulsed() }
        guard let slot = slot(tag), case .idle = slot.state else { return }
        slot.state = .idle(nil)
        evaluate(slot)
    }

    /// One evaluation: the guards, and an attempt when they let it through and there is a free place.
    func evaluate(_ slot: WorkerSlot) {
        let evaluation = slot.worker.evaluate(now: loop.now)
        tell(slot, evaluation.initial)
        tell(slot, evaluation.changed)
        switch evaluation.step {
        case .probe:
            if mayStart(slot) { start(slot) } else { enqueue(slot) }
        case .wait(let reason):
            slot.cells.count(reason)
            _ = slot.schedule.begin(at: loop.now)
            _ = slot.schedule.end(at: loop.now)
            arm(slot)
        case .end:
            if slot.worker.context.deleted { slot.cells.count(.terminating) }
            settings.notify(.ended(slot.key))
            remove(slot)
        }
    }

    func start(_ slot: WorkerSlot) {
        let now = MonotonicTime.now()
        noteStart(slot, at: now)
        let target = slot.target ?? aim(slot)
        let attempt = prober.reserve(for: slot.tag)
        slot.state = .probing(attempt)
        if !slot.isExec { gate.started(attempt, at: now) }
        starts += 1
        startPulse()
        prober.start(attempt, target, timeoutNanoseconds: slot.timeoutNanoseconds, at: now)
    }

    private func noteStart(_ slot: WorkerSlot, at now: MonotonicTime) {
        slot.lateNanoseconds = max(0, now - slot.schedule.due)
        let missed = slot.schedule.begin(at: now)
        slot.cells.count(missed: missed)
        slot.cells.count(.overload, missed)
        slot.cells.lag.observe(nanoseconds: slot.lateNanoseconds)
        if slot.isLate(slot.lateNanoseconds) { slot.cells.late.add() }
        slot.cells.started.add()
        slot.cells.inFlight.add(1)
    }

    private func aim(_ slot: WorkerSlot) -> ProbeTarget {
        let context = slot.worker.context
        let target = ProbeTarget(
            slot.handler, podIP: context.podIP, exec: context.exec, transfers: prober.services.transfers)
        slot.target = target
        return target
    }

    /// A verdict that changed, or the initial one of a new container.
    private func tell(_ slot: WorkerSlot, _ result: ProbeResult?) {
        guard let result else { return }
        settings.notify(.result(slot.key, containerID: slot.worker.containerID, result))
    }
}

extension ProbeLoop: AttemptOwner {
    func attemptFinished(_ owner: UInt64, _ result: AttemptResult) {
        guard let slot = slot(owner) else { preconditionFailure("an attempt of worker \(owner), which is gone, ended") }
        slot.cells.inFlight.add(-1)
        if !slot.isExec { gate.finished(aged: result.isAged) }
        judge(slot, result)
        let missed = slot.schedule.end(at: loop.now)
        slot.cells.count(missed: missed)
        slot.cells.count(.previousRunning, missed)
        slot.state = .idle(nil)
        arm(slot)
        drain()
    }

    private func judge(_ slot: WorkerSlot, _ result: AttemptResult) {
        let outcome = excused(slot, result) ?? result.outcome
        slot.cells.count(outcome, nanoseconds: result.durationNanoseconds)
        if let answer = outcome.answer {
            slot.series.count(answer, nanoseconds: result.durationNanoseconds)
            if let changed = slot.worker.apply(answer) {
                slot.cells.count(transitionTo: changed)
                tell(slot, changed)
            }
        }
        tellEvent(slot, outcome)
        guard settings.metrics.hasDetail else { return }
        slot.series.show(
            succeeded: outcome.answer.map { $0 == .success }, healthy: slot.worker.cached == .success,
            consecutiveFailures: slot.worker.consecutiveFailures, at: .now())
    }

    private func tellEvent(_ slot: WorkerSlot, _ outcome: ProbeOutcome) {
        let wasInconclusive = slot.wasInconclusive
        if case .inconclusive = outcome { slot.wasInconclusive = true } else { slot.wasInconclusive = false }
        if wasInconclusive && slot.wasInconclusive { return }
        guard let (reason, message) = ProbeEventText.event(slot.key.type, outcome) else { return }
        settings.notify(
            .event(slot.key, containerID: slot.worker.containerID, reason: reason, message: message))
    }

    /// A failure that podprobe began to ask for so late that it says nothing (product.md, promise 3).
    private func excused(_ slot: WorkerSlot, _ result: AttemptResult) -> ProbeOutcome? {
        let late = max(slot.lateNanoseconds, result.lateNanoseconds)
        guard slot.isLate(late), result.outcome.answer == .failure else { return nil }
        return .inconclusive("podprobe began it \(DurationText.go(late / 1_000_000 * 1_000_000)) late")
    }
}

extension ProbeOutcome {
    /// What the worker counts; nil for an outcome that is discarded.
    package var answer: ProbeResult? {
        switch self {
        case .success, .warning: .success
        case .failure, .unknown: .failure
        case .error, .inconclusive: nil
        }
    }
}
