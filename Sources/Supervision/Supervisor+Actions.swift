import EventLoops
import PodModel
import Probing
import Runtimes

/// Carrying out what the core decided.
extension Supervisor {
    func carryOut(_ turn: NodeTurn, _ pods: [(uid: String, snapshot: PodSnapshot?)]) {
        var events: [Event] = []
        var states: [PodState] = []
        for action in turn.actions {
            switch action {
            case .operation(let id, let pod, let operation): carryOut(id, pod, operation)
            case .probe(let command): tell(command)
            case .event(let event):
                events.append(event)
                metrics.pods.note(event)
            case .log(let line): log(line)
            case .remember(let state): states.append(state)
            case .forget(let uid): store.remove(uid)
            case .measure(let fact): metrics.pods.note(fact)
            }
        }
        box.publish(pods, events: events)
        if !states.isEmpty { write(states) }
        if turn.wantsRelist { relistSoon() }
    }

    private func carryOut(_ id: UInt64, _ pod: String, _ operation: PodOperation) {
        if case .save(let state) = operation { return write([state]) { $0.handle(.finished(id, pod: pod, .done)) } }
        Task {
            let outcome = await runner.run(operation)
            self.handle(.finished(id, pod: pod, outcome))
        }
    }

    private func tell(_ command: ProbeCommand) {
        switch command {
        case .add(let key, let pod, let container, let context):
            engine.add(key, pod: pod, container: container, context: context)
        case .update(let key, let context): engine.update(key, context)
        case .trigger(let key): engine.trigger(key)
        case .remove(let key): engine.remove(key)
        }
    }

    // Stored state

    /// Only the first failure and the first success after it are told.
    struct WriteState {
        var isFailing = false
        var retryAt: MonotonicTime?
    }

    /// Hands the states to the store at once, so that their order is the order of the core's decisions.
    private func write(_ states: [PodState], then: (@Sendable (isolated Supervisor) -> Void)? = nil) {
        let uids = Set(states.map(\.uid))
        store.save(states) { failed in
            let written = uids.count { failed[$0] == nil }
            Task { await self.noteWrite(written: written, failed, then) }
        }
    }

    func retryWrites() {
        guard let due = writes.retryAt, due <= clock.now().monotonic else { return }
        writes.retryAt = nil
        store.retry { failed in Task { await self.noteWrite(written: 0, failed, nil) } }
    }

    private func noteWrite(
        written: Int, _ failed: [String: SystemError], _ then: (@Sendable (isolated Supervisor) -> Void)?
    ) {
        let now = clock.now()
        metrics.state.note(written: written, failed: failed.count, at: now)
        if let error = failed.values.first {
            if !writes.isFailing { tellWriteFailure(error) }
            writes = WriteState(isFailing: true, retryAt: now.monotonic + 10_000_000_000)
        } else if writes.isFailing {
            writes = WriteState()
            log(SupervisionLog(.info, "Pod state is written to \(store.path) again."))
        }
        then?(self)
    }

    private func tellWriteFailure(_ error: SystemError) {
        log(
            SupervisionLog(
                .error,
                "Cannot write pod state to \(store.path): \(error). Pods run on; should podprobe restart now, restart "
                    + "counts and back-off of the pods concerned may be forgotten. Tried again every 10 s."))
    }
}
