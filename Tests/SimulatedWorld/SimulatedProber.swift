import EventLoops
import PodModel
package import Probing
import Supervision

/// Runs real probe workers and schedules in virtual time, in the order of `ProbeLoop`: guards, one attempt, thresholds.
package final class SimulatedProber {
    package struct Slot {
        package var worker: ProbeWorker
        var schedule: ProbeSchedule
        var isProbing = false
        /// Of the newest due time; an older one is stale.
        var generation: UInt64 = 0
        let timeoutNanoseconds: Int64
    }

    package enum Due {
        case evaluation(ProbeKey, UInt64)
        case answer(ProbeKey, containerID: String, ProbeOutcome, generation: UInt64)
    }

    package private(set) var slots: [ProbeKey: Slot] = [:]
    package var due = DueQueue<Due>()
    private let network: SimulatedNetwork
    private let agentStart: MonotonicTime
    private let notify: (ProbeNotice) -> Void
    private let wall: (MonotonicTime) -> Timestamp
    /// Tells each attempt and what came of it.
    package var onAttempt: ((ProbeKey, String, ProbeOutcome) -> Void)?
    package private(set) var attempts: [ProbeKey: Int] = [:]

    init(
        _ network: SimulatedNetwork, agentStart: MonotonicTime, wall: @escaping (MonotonicTime) -> Timestamp,
        notify: @escaping (ProbeNotice) -> Void
    ) {
        self.network = network
        self.agentStart = agentStart
        self.wall = wall
        self.notify = notify
    }

    func carryOut(_ command: ProbeCommand, at now: MonotonicTime) {
        switch command {
        case .add(let key, let pod, let container, let context): add(key, pod, container, context, now)
        case .update(let key, let context): slots[key]?.worker.update(context, now: now, wall: wall(now))
        case .trigger(let key):
            if slots[key]?.schedule.trigger(at: now) == true { arm(key) }
        case .remove(let key): slots[key] = nil
        }
    }

    private func add(
        _ key: ProbeKey, _ pod: Pod, _ container: Container, _ context: ProbeContext, _ now: MonotonicTime
    ) {
        guard let plan = ProbePlan(pod: pod, container: container, type: key.type) else {
            preconditionFailure("container \(container.name) has no \(key.type) probe")
        }
        let generation = (slots[key]?.generation ?? 0) + 1 << 32
        var slot = Slot(
            worker: ProbeWorker(
                type: key.type, probe: plan.probe, initialDelayNanoseconds: plan.initialDelayNanoseconds),
            schedule: ProbeSchedule(
                periodNanoseconds: plan.periodNanoseconds, phase: key.phase, created: now, agentStart: agentStart),
            generation: generation, timeoutNanoseconds: plan.timeoutNanoseconds)
        slot.worker.update(context, now: now, wall: wall(now))
        slots[key] = slot
        arm(key)
    }

    private func arm(_ key: ProbeKey) {
        guard let slot = slots[key] else { return }
        slots[key]?.generation = slot.generation + 1
        due.add(.evaluation(key, slot.generation + 1), at: slot.schedule.due.nanoseconds)
    }

    func carryOut(_ one: Due, at now: MonotonicTime) {
        switch one {
        case .evaluation(let key, let generation):
            guard let slot = slots[key], slot.generation == generation, !slot.isProbing else { return }
            evaluate(key, now)
        case .answer(let key, let id, let outcome, let generation):
            guard let slot = slots[key], slot.generation == generation, slot.isProbing else { return }
            finish(key, id, outcome, now)
        }
    }

    private func evaluate(_ key: ProbeKey, _ now: MonotonicTime) {
        guard var slot = slots.removeValue(forKey: key) else { return }
        let evaluation = slot.worker.evaluate(now: now)
        let id = slot.worker.containerID
        _ = slot.schedule.begin(at: now)
        switch evaluation.step {
        case .probe: slot.isProbing = true
        case .wait: _ = slot.schedule.end(at: now)
        case .end: break
        }
        if evaluation.step != .end { slots[key] = slot }
        for result in [evaluation.initial, evaluation.changed] {
            if let result { notify(.result(key, containerID: id, result)) }
        }
        switch evaluation.step {
        case .probe: ask(key, id, now)
        case .wait: arm(key)
        case .end: notify(.ended(key))
        }
    }

    private func ask(_ key: ProbeKey, _ id: String, _ now: MonotonicTime) {
        guard let slot = slots[key], slot.isProbing else { return }
        attempts[key, default: 0] += 1
        let seconds = Double(now.nanoseconds) / 1e9
        let reply = network.reply(to: ProbeQuestion(key: key, containerID: id, seconds: seconds))
        var outcome = reply.outcome
        var wait = Int64.max
        if reply.latency.isFinite { wait = Int64(reply.latency * 1e9) }
        if wait > slot.timeoutNanoseconds {
            wait = slot.timeoutNanoseconds
            outcome = .failure(.timeout, output: "no answer in time")
        }
        if wait == 0 { return finish(key, id, outcome, now) }
        due.add(
            .answer(key, containerID: id, outcome, generation: slot.generation), at: now.nanoseconds + wait)
    }

    private func finish(_ key: ProbeKey, _ id: String, _ outcome: ProbeOutcome, _ now: MonotonicTime) {
        guard var slot = slots.removeValue(forKey: key) else { return }
        slot.isProbing = false
        onAttempt?(key, id, outcome)
        let answer = outcome.answer
        let changed = answer.flatMap { slot.worker.apply($0) }
        _ = slot.schedule.end(at: now)
        let instance = slot.worker.containerID
        slots[key] = slot
        arm(key)
        if let changed { notify(.result(key, containerID: instance, changed)) }
        if let (reason, message) = ProbeEventText.event(key.type, outcome) {
            notify(.event(key, containerID: instance, reason: reason, message: message))
        }
    }
}
