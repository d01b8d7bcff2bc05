import EventLoops
import PodModel
import Probing
import Runtimes

/// What can happen to a pod.
extension PodMachine {
    /// The same pod (by uid) with another manifest: containers whose spec changed are restarted.
    mutating func update(_ next: DesiredPod, _ turn: inout NodeTurn) {
        guard next != desired, !isEnding else { return }
        let (before, isEdited) = (pod, next.pod != desired.pod)
        takeOver(next, turn.now.monotonic)
        turn.changedPods.insert(uid)
        guard isEdited else { return }
        outdatedPod = outdatedPod ?? before
        tellOfEdit(&turn)
        // Whatever could not be done may be possible now.
        for name in failures.keys { failures[name]?.retryAt = nil }
        holds["sandbox"] = nil
        (syncDue, syncKind, isDirty) = (true, "update", true)
        run(&turn)
    }

    private func tellOfEdit(_ turn: inout NodeTurn) {
        switch stage {
        case .active:
            turn.log(.info, "The manifest changed in place: containers whose definition changed are restarted.", self)
        case .rejected, .finishing:
            let past = stage == .rejected ? "was rejected" : "has ended"
            turn.log(
                .warning,
                "The manifest changed, but the pod \(past) and has kept its uid, which the manifest gives: it is not started "
                    + "again. Take the manifest away and put it back, or give another uid.", self)
        case .unadmitted, .terminating, .halting, .halted, .gone: break
        }
    }

    /// What a relist found of this pod.
    mutating func observe(_ new: PodView, _ relist: RuntimeRelist, _ turn: inout NodeTurn) {
        guard relist.serial >= neededSerial, relist.serial > viewSerial else {
            return exitTimes.observeAlive(new, begunAt: relist.begunAt)
        }
        viewSerial = relist.serial
        exitTimes.observe(new, begunAt: relist.begunAt, now: turn.now)
        let isNews = view != new || newSandbox != nil || !settled.isEmpty
        (view, newSandbox) = (new, nil)
        landKills()
        pushKills(&turn)
        if isEnding { killBesideStops() }
        if isNews {
            takeNote(of: new, &turn)
            syncDue = true
        }
        run(&turn)
        // While the rest of a pod takes its time to end, one sees what has ended already.
        if syncDue, stage != .active { regenerate(&turn) }
    }

    private mutating func takeNote(of new: PodView, _ turn: inout NodeTurn) {
        for record in new.containers { attempts[record.name] = max(record.attempt, attempts[record.name] ?? 0) }
        for record in new.containers where record.state == .running && starting?.name != record.name {
            failures[record.name] = nil
        }
        for record in new.containers.reversed() where record.hasSucceeded && record.attempt == attempts[record.name] {
            completedInits[record.name] = record.sandboxID
        }
        killCauses = killCauses.filter { id, _ in new.containers.contains { $0.id == id } }
        for name in settled { failures[name] = nil }
        settled = []
        noteStops(new, &turn)
    }

    /// Measures what podprobe stopped; 137 is how a container ends that needed SIGKILL.
    private mutating func noteStops(_ new: PodView, _ turn: inout NodeTurn) {
        for record in new.containers where record.state == .exited {
            guard let askedAt = stopsAskedAt.removeValue(forKey: record.id) else { continue }
            let took = (exitTimes.ended(record.id) ?? turn.now.monotonic) - askedAt
            turn.measure(.containerStopped(nanoseconds: max(0, took), forced: record.exitCode == 137))
        }
        let known = Set(new.containers.map(\.id))
        stopsAskedAt = stopsAskedAt.filter { known.contains($0.key) }
        preStopRun.formIntersection(known)
    }

    mutating func notice(_ notice: ProbeNotice, _ turn: inout NodeTurn) {
        switch notice {
        case .result(let key, let id, let result):
            let slot = ProbeSlot(key.container, key.type)
            guard workers[slot] != nil, results.set(slot, id, result) else { return }
            turn.changedPods.insert(uid)
            if key.type == .liveness, result != .failure { return }
            syncDue = true
            run(&turn)
            // A pod whose sync is under way still shows what its probes say at once.
            if syncDue { regenerate(&turn) }
        case .event(let key, _, let reason, let message):
            guard !isOrphan else { return }
            probeMessages[ProbeSlot(key.container, key.type)] = (message, turn.now.wall)
            turn.changedPods.insert(uid)
            turn.event(.warning, reason, message, self, container: key.container)
        case .ended(let key):
            workerEnded(ProbeSlot(key.container, key.type), &turn)
        }
    }

    mutating func wake(_ turn: inout NodeTurn) {
        guard let due = wakeAt, due <= turn.now.monotonic else { return }
        wakeAt = nil
        pushKills(&turn)
        syncDue = true
        run(&turn)
    }

    /// Why a pod as a whole ends, in the words of the log.
    enum EndCause: String {
        case unwanted = "no manifest asks for it any more"
        case replaced = "its manifest has changed"
        case renamed = "its uid is another pod's now"
        case halting = "podprobe stops"
    }

    /// The pod shall end, within its grace: for good, or because podprobe ends.
    mutating func terminate(_ cause: EndCause, _ turn: inout NodeTurn) {
        guard !isEnding else { return }
        let halting = cause == .halting
        stage = halting ? .halting : .terminating
        let grace = max(1, pod.spec.terminationGracePeriodSeconds ?? 30)
        deletionTimestamp = Timestamp(nanoseconds: turn.now.wall.nanoseconds + grace.secondsInNanoseconds)
        turn.changedPods.insert(uid)
        turn.log(.info, "Stopping the pod (grace \(grace) s): \(cause.rawValue).", self)
        queue.removeAll()
        abandonPostStart()
        removeWorkers(of: [.liveness, .startup], &turn)
        regenerate(&turn)
        if halting { forgetBackOffOfRunning() }
        killBesideStops()
        // The runtime never answered: there is nothing of this pod to stop that podprobe knows of.
        if view == nil, halting { stage = .halted }
        (syncDue, syncKind) = (true, "sync")
        run(&turn)
    }

    /// What runs well until podprobe itself stops, and an init container that has completed, do not wait when the next podprobe
    /// starts them: that they start over is no crash. (A kubelet never stops its pods, and after a reboot of the node it knows of
    /// no back-off.)
    private mutating func forgetBackOffOfRunning() {
        let running = (status.initContainerStatuses + status.containerStatuses).filter(\.state.isRunning)
        let completed = status.initContainerStatuses.filter {
            $0.state.end?.exitCode == 0 && container($0.name)?.isSidecar == false
        }
        backOff.forget(Set((running + completed).map(\.name)))
        isDirty = true
    }

    /// While only stops are under way, the rest of the pod need not wait for them, and the new grace may be shorter. Not
    /// on a view that lacks what was just started: a sidecar would not wait for it.
    private mutating func killBesideStops() {
        guard let view, viewSerial >= neededSerial, !kills.isEmpty, flights.values.allSatisfy(\.isPartOfKill) else {
            return
        }
        queue = [.kill(planner(view).killAll(minimumGraceSeconds: 1).kills)]
    }
}
