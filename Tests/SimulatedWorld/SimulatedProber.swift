import EventLoops
package import PodModel
package import Probing
import Supervision

/// Runs real probe workers and schedules in virtual time, in the order of `ProbeLoop`: guards, one attempt, thresholds.
package final class SimulatedProber {
    package final class Slot {
        package let key: ProbeKey
        package var worker: ProbeWorker
        var schedule: ProbeSchedule
        var isProbing = false
        var isRemoved = false
        /// Of the newest due time; an older one is stale.
        var generation: UInt64 = 0
        let timeoutNanoseconds: Int64

        init(_ plan: ProbePlan, at now: MonotonicTime, agentStart: MonotonicTime) {
            key = plan.key
            worker = ProbeWorker(
                type: plan.key.type, probe: plan.probe, initialDelayNanoseconds: plan.initialDelayNanoseconds)
            schedule = ProbeSchedule(
                periodNanoseconds: plan.periodNanoseconds, phase: plan.key.phase, created: now, agentStart: agentStart)
            timeoutNanoseconds = plan.timeoutNanoseconds
        }
    }

    enum Due {
        case evaluation(Slot, UInt64)
        case answer(Slot, UInt64, containerID: String, ProbeOutcome)
    }

    package private(set) var slots: [ProbeKey: Slot] = [:]
    var due = DueQueue<Due>()
    private let network: SimulatedNetwork
    private let agentStart: MonotonicTime
    private let notify: (ProbeNotice) -> Void
    private let wall: (MonotonicTime) -> Timestamp
    /// Tells each attempt and what came of it.
    package var onAttempt: ((ProbeKey, String, ProbeOutcome) -> Void)?
    package private(set) var attempts: [ProbeType: Int] = [:]

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
            if let slot = slots[key], slot.schedule.trigger(at: now) { arm(slot) }
        case .remove(let key): slots.removeValue(forKey: key)?.isRemoved = true
        }
    }

    private func add(
        _ key: ProbeKey, _ pod: Pod, _ container: Container, _ context: ProbeContext, _ now: MonotonicTime
    ) {
        guard let plan = ProbePlan(pod: pod, container: container, type: key.type) else {
            preconditionFailure("container \(container.name) has no \(key.type) probe")
        }
        slots[key]?.isRemoved = true
        let slot = Slot(plan, at: now, agentStart: agentStart)
        slot.worker.update(context, now: now, wall: wall(now))
        slots[key] = slot
        arm(slot)
    }

    private func arm(_ slot: Slot) {
        slot.generation += 1
        due.add(.evaluation(slot, slot.generation), at: slot.schedule.due.nanoseconds)
    }

    func carryOut(_ one: Due, at now: MonotonicTime) {
        switch one {
        case .evaluation(let slot, let generation):
            guard !slot.isRemoved, slot.generation == generation, !slot.isProbing else { return }
            evaluate(slot, now)
        case .answer(let slot, let generation, let id, let outcome):
            guard !slot.isRemoved, slot.generation == generation, slot.isProbing else { return }
            finish(slot, id, outcome, now)
        }
    }

    private func evaluate(_ slot: Slot, _ now: MonotonicTime) {
        let evaluation = slot.worker.evaluate(now: now)
        let id = slot.worker.containerID
        _ = slot.schedule.begin(at: now)
        switch evaluation.step {
        case .probe: slot.isProbing = true
        case .wait: _ = slot.schedule.end(at: now)
        case .end: remove(slot)
        }
        for result in [evaluation.initial, evaluation.changed] {
            if let result { notify(.result(slot.key, containerID: id, result)) }
        }
        switch evaluation.step {
        case .probe: ask(slot, id, now)
        case .wait: if !slot.isRemoved { arm(slot) }
        case .end: notify(.ended(slot.key))
        }
    }

    private func remove(_ slot: Slot) {
        slot.isRemoved = true
        slots[slot.key] = nil
    }

    private func ask(_ slot: Slot, _ id: String, _ now: MonotonicTime) {
        if slot.isRemoved { return }
        attempts[slot.key.type, default: 0] += 1
        let seconds = Double(now.nanoseconds) / 1e9
        let reply = network.reply(to: ProbeQuestion(key: slot.key, containerID: id, seconds: seconds))
        var outcome = reply.outcome
        var wait = Int64.max
        if reply.latency.isFinite { wait = Int64(reply.latency * 1e9) }
        if wait > slot.timeoutNanoseconds {
            wait = slot.timeoutNanoseconds
            outcome = .failure(.timeout, output: "no answer in time")
        }
        if wait == 0 { return finish(slot, id, outcome, now) }
        due.add(.answer(slot, slot.generation, containerID: id, outcome), at: now.nanoseconds + wait)
    }

    private func finish(_ slot: Slot, _ id: String, _ outcome: ProbeOutcome, _ now: MonotonicTime) {
        slot.isProbing = false
        onAttempt?(slot.key, id, outcome)
        let changed = outcome.answer.flatMap { slot.worker.apply($0) }
        _ = slot.schedule.end(at: now)
        let instance = slot.worker.containerID
        arm(slot)
        if let changed { notify(.result(slot.key, containerID: instance, changed)) }
        if let (reason, message) = ProbeEventText.event(slot.key.type, outcome) {
            notify(.event(slot.key, containerID: instance, reason: reason, message: message))
        }
    }
}
