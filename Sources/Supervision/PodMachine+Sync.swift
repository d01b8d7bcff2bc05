import EventLoops
import PodModel
import Runtimes

/// Deciding: status first, then the plan, then its steps.
extension PodMachine {
    /// Goes as far as possible without an outcome that is still to come.
    mutating func run(_ turn: inout NodeTurn) {
        while true {
            if beginNextStep(&turn) { continue }
            guard flights.isEmpty, kills.isEmpty, queue.isEmpty else { return }
            endSync(&turn)
            guard syncDue, view != nil, viewSerial >= neededSerial else { return }
            switch stage {
            case .unadmitted, .rejected, .halted, .gone: return
            case .active, .finishing, .terminating, .halting: break
            }
            sync(&turn)
        }
    }

    private mutating func sync(_ turn: inout NodeTurn) {
        syncDue = false
        starting = nil
        syncView = view
        holds = holds.filter { $0.value > turn.now.monotonic }
        wakeAt = holds.values.min()
        if stage == .active {
            replaceWorkers(&turn)
            addWorkers()
        }
        watchDeadline(&turn)
        // The status is made before anything is done, so that after a crash one first sees how the container ended, and
        // only at the next sync that it waits (kubelet-semantics 3.6).
        regenerate(&turn)
        if stage == .active, status.phase.isTerminal { finish(&turn) }
        if stage == .active {
            guard let view else { return }
            enqueue(planner(view).plan(), &turn)
            triggerReadiness(&turn)
        } else {
            windDown(&turn)
        }
        if !queue.isEmpty { syncBegunAt = turn.now.monotonic }
    }

    private mutating func endSync(_ turn: inout NodeTurn) {
        guard let begun = syncBegunAt else { return }
        turn.measure(.synced(kind: syncKind, nanoseconds: turn.now.monotonic - begun))
        (syncBegunAt, syncKind) = (nil, "sync")
    }

    func planner(_ view: PodView) -> PodPlanner {
        PodPlanner(
            pod: pod, view: view, results: results, published: status, specHashes: specHashes,
            completedInits: completedInits, killCauses: killCauses)
    }

    private mutating func enqueue(_ plan: PodPlan, _ turn: inout NodeTurn) {
        if plan.isEmpty { return }
        if plan.sandboxChanged {
            turn.event(.normal, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.", self)
        }
        if !plan.kills.isEmpty { queue.append(.kill(plan.kills)) }
        queue += plan.stopSandboxes.map { .stopSandbox($0) }
        if let attempt = plan.newSandboxAttempt { queue.append(.runSandbox(attempt: attempt)) }
        queue += plan.startInits.map { .start(startStep($0, isInit: true)) }
        queue += plan.starts.map { .start(startStep($0, isInit: false)) }
        queue += plan.removals.map { .removeContainer($0) }
        queue += plan.removeSandboxes.map { .removeSandbox($0) }
    }

    private func startStep(_ start: PlannedStart, isInit: Bool) -> StartStep {
        let exited = view?.newestExited(start.name)
        return StartStep(
            planned: start, isInit: isInit, isSidecar: isInit && container(start.name)?.isSidecar == true,
            ended: exited.flatMap { record in
                exitTimes.ended(record.id).map { StartStep.End(id: record.id, at: $0) }
            })
    }

    /// Asks to be woken no later than `time`.
    mutating func wake(at time: MonotonicTime) {
        wakeAt = min(wakeAt ?? time, time)
    }

    // Ends

    /// The phase has become terminal: nothing is started any more (kubelet-semantics 2.6, 5.1).
    private mutating func finish(_ turn: inout NodeTurn) {
        stage = .finishing
        turn.log(status.phase == .failed ? .warning : .info, "The pod has \(status.phase.rawValue.lowercased()).", self)
        removeWorkers(of: [.liveness, .startup], &turn)
    }

    /// Containers first, readiness probes as long as one runs, then the sandboxes and, of a removed pod, the remains.
    private mutating func windDown(_ turn: inout NodeTurn) {
        guard let view else { return }
        let planner = planner(view)
        let everything = planner.killAll(minimumGraceSeconds: isEnding ? 1 : 0)
        if !everything.kills.isEmpty {
            queue.append(.kill(everything.kills))
            return
        }
        removeWorkers(of: ProbeType.allCases, &turn)
        regenerate(&turn)
        queue += everything.stopSandboxes.map { .stopSandbox($0) }
        switch stage {
        case .terminating:
            queue += view.containers.map { .removeContainer($0.id) }
            queue += view.sandboxes.map { .removeSandbox($0.id) }
            if view.isEmpty { stage = .gone }
        case .halting:
            if queue.isEmpty { queue.append(.save) }
        default:
            queue += planner.removals(PodPlan()).map { .removeContainer($0) }
        }
    }
}
