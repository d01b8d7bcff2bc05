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
        // One that was let in keeps its room: while it waits for what an earlier podprobe ran in its place, and until it
        // is known whether a manifest that could not be read yet asks for it.
        for (uid, state) in restored where state.isLetIn {
            if let one = waiting[uid] {
                admission.add(one.pod.demand, of: one.label)
            } else if !knowsDesired {
                admission.add(state.demand, of: "\(state.namespace)/\(state.name)")
            }
        }
        return admission
    }

    /// Looks at every pod that waits: as a scheduler does, one that fits may pass one of a higher priority that does not.
    mutating func admitWaiting(_ turn: inout NodeTurn) {
        hasNewRoom = false
        guard !unadmitted.isEmpty, !isStopping else { return }
        var admission = admission
        for uid in unadmitted.compactMap({ machines[$0] }).sorted(by: isBefore).map(\.uid) {
            guard let machine = machines[uid] else { continue }
            let obstacles = machine.hasLiveContainers ? [] : admission.obstacles(of: machine.pod)
            if obstacles.isEmpty { admission.add(machine.pod.demand, of: machine.label) }
            let isRejected = facts.admission == .kubelet || obstacles.contains(where: \.isForKubeletOnly)
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

    /// By priority, then by age; a kubelet knows age only.
    private func isBefore(_ a: PodMachine, _ b: PodMachine) -> Bool {
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
