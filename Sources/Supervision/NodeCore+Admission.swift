import PodModel

/// Lets pods in, as far as there is room.
extension NodeCore {
    /// What is admitted now holds.
    private var admission: Admission {
        var admission = Admission(
            allocatable: facts.allocatable, nodeName: facts.nodeName, labels: facts.labels, mode: facts.admission)
        for machine in machines.values where machine.holdsResources {
            admission.add(machine.pod.demand, of: machine.label)
        }
        // One that was let in, and waits for what an earlier podprobe ran in its place, keeps its room. One that waits for
        // an orphan stands for what that uses, which nobody knows.
        for (uid, one) in waiting where restored[uid]?.isLetIn == true || isHeldUpByOrphan(one) {
            admission.add(one.pod.demand, of: one.label)
        }
        if !knowsDesired { addUnread(to: &admission) }
        return admission
    }

    /// What was let in and may still be asked for by a manifest that could not be read yet.
    private func addUnread(to admission: inout Admission) {
        for (uid, state) in restored where state.isLetIn && waiting[uid] == nil {
            if !isWanted(label: state.label) { admission.add(state.demand, of: state.label) }
        }
    }

    private func isHeldUpByOrphan(_ desired: DesiredPod) -> Bool {
        uidsByLabel[desired.label]?.contains { machines[$0]?.isOrphan == true } ?? false
    }

    /// Looks at every pod that waits: as a scheduler does, one that fits may pass one of a higher priority that does not.
    mutating func admitWaiting(_ turn: inout NodeTurn) {
        guard !unadmitted.isEmpty, !isStopping else { return hasNewRoom = false }
        // What an earlier podprobe let in just before it crashed is known by its containers alone: before they were looked
        // for, their room would be given away, or the pod be rejected while it runs.
        guard unadmitted.allSatisfy({ machines[$0]?.view != nil }) else { return }
        hasNewRoom = false
        var admission = admission
        for uid in unadmitted.compactMap({ machines[$0] }).sorted(by: isBefore).map(\.uid) {
            guard let machine = machines[uid] else { continue }
            let obstacles = machine.hasLiveContainers ? [] : admission.obstacles(of: machine.pod)
            if obstacles.isEmpty { admission.add(machine.pod.demand, of: machine.label) }
            let isRejected = isRejected(obstacles)
            change(uid, &turn) { machine, turn in
                if obstacles.isEmpty {
                    machine.admit(&turn)
                } else if isRejected {
                    machine.reject(obstacles, &turn)
                } else {
                    machine.hold(obstacles, &turn)
                }
            }
        }
    }

    /// While not every manifest was read nobody is rejected for room that may be free soon.
    private func isRejected(_ obstacles: [Admission.Obstacle]) -> Bool {
        if obstacles.contains(where: \.isForKubeletOnly) { return true }
        return facts.admission == .kubelet && (knowsDesired || obstacles.contains(where: \.isHopeless))
    }

    /// What runs first, then by priority, then by age; a kubelet knows age only.
    private func isBefore(_ a: PodMachine, _ b: PodMachine) -> Bool {
        if a.hasLiveContainers != b.hasLiveContainers { return a.hasLiveContainers }
        let (first, second) = (a.pod.spec.effectivePriority, b.pod.spec.effectivePriority)
        if facts.admission == .queue, first != second { return first > second }
        return (a.createdAt, a.label) < (b.createdAt, b.label)
    }
}

extension PodState {
    /// There was room for it once, and it has not ended.
    fileprivate var isLetIn: Bool {
        status.condition(.podScheduled)?.status == .true && !status.phase.isTerminal
    }
}

extension PodMachine {
    /// It was let in by an earlier podprobe that left no record of it.
    var hasLiveContainers: Bool { view.map { !$0.live.isEmpty } ?? false }
}
