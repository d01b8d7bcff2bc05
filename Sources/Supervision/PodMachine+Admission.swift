import EventLoops
import PodModel

/// Before a pod may start it must fit on the node (kubelet-semantics 5.6).
extension PodMachine {
    /// It takes part in what is used: admitted, and not yet at its end with all its containers.
    var holdsResources: Bool {
        switch stage {
        case .unadmitted, .rejected, .gone, .halted: false
        case .active, .terminating, .halting: !isOrphan
        case .finishing: view.map { !$0.live.isEmpty } ?? false
        }
    }

    /// The status of a pod that nobody has let in yet; whether it must wait is not known before `hold`.
    mutating func awaitAdmission() {
        (stage, isAdmitted) = (.unadmitted, false)
        waitsSince = status.condition(.podScheduled)?.lastTransitionTime
        clearStatus()
    }

    mutating func admit(_ turn: inout NodeTurn) {
        guard stage == .unadmitted else { return }
        let hasWaited = status.condition(.podScheduled) != nil
        (stage, isAdmitted) = (.active, true)
        activeSince = turn.now.monotonic
        status.conditions = []
        begin(now: turn.now)
        isDirty = true
        turn.changedPods.insert(uid)
        if hasWaited {
            let message = "Successfully assigned \(label) to \(facts.nodeName)"
            turn.event(.normal, "Scheduled", message, self)
            turn.log(.info, "There is room for the pod now: it starts.", self)
        }
        syncDue = true
        run(&turn)
    }

    /// What is known of a pod that was never let in.
    private mutating func clearStatus() {
        status = PodStatus()
        status.qosClass = pod.qosClass
        status.observedGeneration = pod.metadata.generation
    }

    /// Tells why the pod waits, when that is something new.
    mutating func hold(_ obstacles: [Admission.Obstacle], _ turn: inout NodeTurn) {
        guard stage == .unadmitted else { return }
        if status.observedGeneration != pod.metadata.generation {
            status.observedGeneration = pod.metadata.generation
            turn.changedPods.insert(uid)
        }
        let message = obstacles.schedulerMessage
        let before = status.condition(.podScheduled)
        guard before?.message != message else { return }
        status.conditions = [
            PodCondition(
                .podScheduled, .false, reason: "Unschedulable", message: message,
                since: before?.lastTransitionTime ?? waitsSince ?? turn.now.wall)
        ]
        isDirty = true
        turn.changedPods.insert(uid)
        turn.event(.warning, "FailedScheduling", message, self)
        turn.log(.warning, "The pod does not fit: \(obstacles.inWords). \(obstacles.wayOut)", self)
    }

    /// Fails the pod as a kubelet does: it is not looked at again.
    mutating func reject(_ obstacles: [Admission.Obstacle], _ turn: inout NodeTurn) {
        guard stage == .unadmitted else { return }
        let (reason, message) = obstacles.refusal(isStatic: facts.staticPods)
        stage = .rejected
        clearStatus()
        (status.phase, status.reason, status.message) = (.failed, reason, "Pod was rejected: \(message)")
        // Looked up: updateStatusInternal (pkg/kubelet/status/status_manager.go) gives one to every status without.
        status.startTime = turn.now.wall
        isDirty = true
        turn.changedPods.insert(uid)
        turn.event(.warning, reason, message, self)
        turn.log(
            .error,
            "The pod does not fit and is rejected: \(obstacles.inWords). It is not looked at again until its manifest changes "
                + "or, where that gives a uid, is taken away and put back.",
            self)
    }
}
