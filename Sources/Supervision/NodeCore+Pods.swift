import PodModel
import Runtimes

/// Which pods there are.
extension NodeCore {
    /// Replaces the desired set. Of two with one namespace and name, or one uid, the last wins (kubelet-semantics 7).
    mutating func apply(_ set: DesiredSet, _ turn: inout NodeTurn) {
        if isStopping { return }
        let named = lastOfEach(set.pods, \.label, &turn)
        let desired = lastOfEach(named, \.uid, &turn).sorted { $0.label < $1.label }
        let (uids, labels) = (Set(desired.map(\.uid)), Set(desired.map(\.label)))
        knowsDesired = knowsDesired || set.isComplete
        hasNewRoom = true
        waiting = waiting.filter { uids.contains($0.key) }
        for uid in machines.keys.sorted() where !uids.contains(uid) {
            change(uid, &turn) { $0.terminate(labels.contains($0.label) ? .replaced : .unwanted, &$1) }
        }
        for one in desired { want(one, &turn) }
        if knowsDesired { forgetUnwanted(uids, &turn) }
        if hasNewConfigs { retryWithConfigs(&turn) }
    }

    /// What was kept of pods that are gone while podprobe was away.
    private mutating func forgetUnwanted(_ uids: Set<String>, _ turn: inout NodeTurn) {
        for uid in restored.keys.sorted() where !uids.contains(uid) {
            restored[uid] = nil
            turn.actions.append(.forget(podUID: uid))
        }
    }

    mutating func takeConfigs(_ set: DesiredSet) {
        hasNewConfigs = set.configs != configs
        configs = set.configs
    }

    /// A container that waits for a ConfigMap or Secret need not wait for its next attempt.
    private mutating func retryWithConfigs(_ turn: inout NodeTurn) {
        hasNewConfigs = false
        for uid in machines.keys.sorted() { change(uid, &turn) { $0.retryConfigs(&$1) } }
    }

    /// The sources see to this, each for itself; what they do not see is two that stay while one of them is broken.
    private func lastOfEach(_ pods: [DesiredPod], _ key: (DesiredPod) -> String, _ turn: inout NodeTurn) -> [DesiredPod]
    {
        let last = Dictionary(pods.enumerated().map { (key($1), $0) }, uniquingKeysWith: { _, last in last })
        return pods.enumerated().compactMap { index, one in
            guard let winner = last[key(one)], winner != index else { return one }
            let message =
                "The manifest in \(one.source) has the name or the uid of \(pods[winner].label) in \(pods[winner].source), "
                + "which runs instead of it."
            turn.actions.append(.log(SupervisionLog(.warning, message, pod: one.label)))
            return nil
        }
    }

    private mutating func want(_ desired: DesiredPod, _ turn: inout NodeTurn) {
        if let machine = machines[desired.uid], !machine.isEnding {
            if machine.label == desired.label {
                return change(desired.uid, &turn) { $0.update(desired, &$1) }
            }
            change(desired.uid, &turn) { $0.terminate(.renamed, &$1) }
        }
        if isBlocked(desired) {
            waiting[desired.uid] = desired
        } else {
            start(desired, &turn)
        }
    }

    private func isBlocked(_ desired: DesiredPod) -> Bool {
        machines[desired.uid] != nil || uidsByLabel[desired.label] != nil
    }

    private mutating func add(_ machine: PodMachine) {
        machines[machine.uid] = machine
        uidsByLabel[machine.label, default: []].insert(machine.uid)
    }

    private mutating func drop(_ machine: PodMachine) {
        machines[machine.uid] = nil
        unadmitted.remove(machine.uid)
        uidsByLabel[machine.label]?.remove(machine.uid)
        if uidsByLabel[machine.label]?.isEmpty == true { uidsByLabel[machine.label] = nil }
    }

    private mutating func start(_ desired: DesiredPod, _ turn: inout NodeTurn) {
        let state = restored.removeValue(forKey: desired.uid)
        let machine = PodMachine(
            desired, facts: facts, restoring: state, neededSerial: (goneSerials[desired.uid] ?? 0) + 1, now: turn.now)
        add(machine)
        if machine.stage == .unadmitted { unadmitted.insert(machine.uid) }
        hasNewRoom = true
        turn.changedPods.insert(desired.uid)
        turn.wantsRelist = true
        turn.log(.info, "Taken up from \(desired.source)\(Self.past(of: machine, state)).", machine)
    }

    private static func past(of machine: PodMachine, _ state: PodState?) -> String {
        if state == nil { return "" }
        return machine.stage == .rejected
            ? " again: it was rejected (\(machine.status.reason)), and stays so"
            : " again: restart counts and back-off go on where they were"
    }

    /// A pod is gone for good; one that waited for it may start.
    mutating func bury(_ machine: PodMachine, _ turn: inout NodeTurn) {
        drop(machine)
        goneSerials[machine.uid] = turn.relistSerial
        turn.changedPods.insert(machine.uid)
        // What was kept of it is of no use, unless it waits to be started again under the same uid.
        if waiting[machine.uid] == nil { restored[machine.uid] = nil }
        if restored[machine.uid] == nil { turn.actions.append(.forget(podUID: machine.uid)) }
        turn.log(.info, machine.isOrphan ? "What was left of the pod is removed." : "The pod is gone.", machine)
        for desired in waiting.values.sorted(by: { $0.label < $1.label }) {
            if isBlocked(desired) { continue }
            waiting[desired.uid] = nil
            if desired.uid == machine.uid { turn.measure(.podRestarted) }
            start(desired, &turn)
        }
    }

    // What the runtime has

    mutating func observe(_ relist: RuntimeRelist, _ turn: inout NodeTurn) {
        let sandboxes = Dictionary(grouping: relist.sandboxes, by: \.podUID)
        let containers = Dictionary(grouping: relist.containers, by: \.podUID)
        func view(_ uid: String) -> PodView {
            PodView(sandboxes: sandboxes[uid] ?? [], containers: containers[uid] ?? [])
        }
        adoptOrphans(Set(sandboxes.keys).union(containers.keys), relist, &turn, view)
        for uid in machines.keys.sorted() { change(uid, &turn) { $0.observe(view(uid), relist, &$1) } }
        // One that an earlier podprobe let in, and of which no record was left, is found by its containers.
        if unadmitted.contains(where: { machines[$0]?.hasLiveContainers == true }) { hasNewRoom = true }
        goneSerials = goneSerials.filter { $0.value >= relist.serial }
    }

    private mutating func adoptOrphans(
        _ uids: Set<String>, _ relist: RuntimeRelist, _ turn: inout NodeTurn, _ view: (String) -> PodView
    ) {
        for uid in uids.sorted() where machines[uid] == nil && relist.serial > (goneSerials[uid] ?? 0) {
            let machine = PodMachine(orphan: view(uid), uid: uid, serial: relist.serial, facts: facts, now: turn.now)
            // Before every manifest was read only one whose name another pod has by now is surely unwanted.
            guard knowsDesired || isWanted(label: restored[uid]?.label ?? machine.label) else { continue }
            makeWay(for: machine, &turn, view)
            add(machine)
            turn.measure(.orphan)
            turn.log(.warning, "The runtime has a pod that no manifest asks for: it is stopped and removed.", machine)
            change(uid, &turn) { $0.run(&$1) }
        }
    }

    func isWanted(label: String) -> Bool {
        uidsByLabel[label] != nil || waiting.values.contains { $0.label == label }
    }

    /// A pod whose manifest was changed while podprobe was away waits for its predecessor, too.
    private mutating func makeWay(
        for orphan: PodMachine, _ turn: inout NodeTurn, _ view: (String) -> PodView
    ) {
        for uid in (uidsByLabel[orphan.label] ?? []).sorted() where view(uid).isEmpty {
            guard let machine = machines[uid], machine.view == nil, !machine.isEnding else { continue }
            drop(machine)
            restored[uid] = machine.state(now: turn.now)
            waiting[uid] = machine.desired
            turn.changedPods.insert(uid)
        }
    }
}

extension DesiredPod {
    var uid: String { pod.metadata.uid }
    /// `<namespace>/<name>`.
    package var label: String { "\(pod.metadata.namespace)/\(pod.metadata.name)" }
}
