import EventLoops
import PodModel
import Runtimes

/// Stopping containers, each in its own time (kubelet-semantics 3.2, 4.3).
extension PodMachine {
    mutating func begin(_ wanted: [ContainerKill], _ turn: inout NodeTurn) {
        for kill in wanted {
            if isHeld("stop \(kill.id)", turn.now) {
                dropWhatRelies(on: kill)
            } else if kills[kill.id] != nil {
                hurry(kill, &turn)
            } else {
                begin(kill, &turn)
            }
        }
        pushKills(&turn)
    }

    private mutating func begin(_ kill: ContainerKill, _ turn: inout NodeTurn) {
        if !isOrphan { turn.event(.normal, "Killing", kill.message, self, container: kill.name) }
        turn.log(.info, "\(kill.message) (grace \(kill.graceSeconds) s).", self, container: kill.name)
        stopsAskedAt[kill.id] = stopsAskedAt[kill.id] ?? turn.now.monotonic
        killCauses[kill.id] = kill.reason.restartCause
        var progress = KillProgress(kill, at: turn.now.monotonic)
        // Once only: a stop that failed is tried again without the hook.
        if let call = preStop(kill), preStopRun.insert(kill.id).inserted {
            progress.enter(.preStop(fly(.hook(call), &turn)), at: turn.now.monotonic)
        }
        kills[kill.id] = progress
    }

    /// Without any grace there is no time for it.
    private func preStop(_ kill: ContainerKill) -> HookCall? {
        guard kill.graceSeconds > 0, let container = container(kill.name), let handler = container.lifecycle?.preStop
        else { return nil }
        return HookCall(
            .preStop, handler, of: container, id: kill.id, podIP: status.podIPs.first ?? "",
            timeoutSeconds: kill.graceSeconds)
    }

    private mutating func hurry(_ kill: ContainerKill, _ turn: inout NodeTurn) {
        guard var progress = kills[kill.id] else { return }
        if progress.hurry(kill, at: turn.now.monotonic), progress.stage == .stopping {
            fly(.stopContainer(progress.lastStep), &turn)
        }
        kills[kill.id] = progress
    }

    /// Lets each kill go on whose stage is over.
    mutating func pushKills(_ turn: inout NodeTurn) {
        for id in kills.keys.sorted() { push(id, &turn) }
    }

    private mutating func push(_ id: String, _ turn: inout NodeTurn) {
        guard var progress = kills[id], progress.stage != .stopping else { return }
        let now = turn.now.monotonic
        let isLate = progress.deadline <= now
        if case .preStop(let hook) = progress.stage {
            guard isLate else { return wake(at: progress.deadline) }
            // It is left alone, and counts as no failure.
            flights[hook] = nil
            let message = "The preStop hook took the whole grace: the container is stopped without waiting for it."
            turn.log(.warning, message, self, container: progress.kill.name)
            progress.enter(.waiting, at: now)
        }
        if isLate || !isStillServing(progress.kill) {
            progress.enter(.stopping, at: now)
            fly(.stopContainer(progress.lastStep), &turn)
        } else {
            wake(at: progress.deadline)
        }
        kills[id] = progress
    }

    private func isStillServing(_ kill: ContainerKill) -> Bool {
        guard let view, !kill.waitsFor.isEmpty else { return false }
        return view.live.contains { kill.waitsFor.contains($0.name) }
    }

    mutating func preStopFinished(_ operation: UInt64, _ call: HookCall, _ outcome: PodOutcome, _ turn: inout NodeTurn)
    {
        if let error = outcome.error {
            turn.event(.warning, "FailedPreStopHook", "PreStopHook failed", self, container: call.container.name)
            let message = "The preStop hook failed: \(error.message). The container is stopped all the same."
            turn.log(.warning, message, self, container: call.container.name)
        }
        noteFallback(outcome, &turn)
        guard kills[call.containerID]?.stage == .preStop(operation) else { return }
        kills[call.containerID]?.enter(.waiting, at: turn.now.monotonic)
        pushKills(&turn)
    }

    mutating func stopFinished(_ kill: ContainerKill, _ outcome: PodOutcome, _ turn: inout NodeTurn) {
        guard let error = outcome.error, error.kind != .notFound else { return land(kill.id) }
        // Another call for the same container may still be under way.
        if flights.values.contains(where: { $0.stops(kill.id) }) { return }
        kills[kill.id] = nil
        hold("stop \(kill.id)", turn.now)
        // Whatever came after the stop relied on it.
        queue.removeAll()
        if !isOrphan {
            turn.event(.warning, "FailedKillPod", "error killing pod: \(error.message)", self, container: kill.name)
        }
        turn.log(
            .error, "Could not stop the container: \(error.message). Tried again in \(retryText).", self,
            container: kill.name)
    }

    /// A container that has ended is stopped, whether or not the calls to stop it come back: there may be two for one
    /// container, and any may hang.
    mutating func landKills() {
        guard let view, !kills.isEmpty else { return }
        for id in kills.keys where !view.live.contains(where: { $0.id == id }) { land(id) }
    }

    private mutating func land(_ id: String) {
        kills[id] = nil
        flights = flights.filter { !$0.value.ends(id) }
    }

    /// It may still run: neither its next instance may be started, nor its sandbox be taken away.
    private mutating func dropWhatRelies(on kill: ContainerKill) {
        let movesSandbox = queue.contains {
            if case .runSandbox = $0 { return true }
            if case .stopSandbox = $0 { return true }
            return false
        }
        queue.removeAll { step in
            if case .start(let start) = step { movesSandbox || start.name == kill.name } else { movesSandbox }
        }
    }
}
