import EventLoops
package import PodModel
package import Probing
import Runtimes

/// What all pods of a node need next: a pure, synchronous core. One input and the time go in, a printable list of
/// actions comes out; the shell (`Supervisor`) carries them out and hands the outcomes back. It holds no clock, no
/// thread and no randomness, so that a simulation can run it for years.
package struct NodeCore: Sendable {
    let facts: NodeFacts
    /// By uid, those that end and orphans too.
    package internal(set) var machines: [String: PodMachine] = [:]
    /// Desired pods that wait for another of the same name, or of the same uid, to be gone (kubelet-semantics 7).
    var waiting: [String: DesiredPod] = [:]
    /// What was kept over podprobe's restart and is not taken up yet.
    var restored: [String: PodState]
    /// Whether a complete desired set is known: before that nothing is an orphan.
    var knowsDesired = false
    var configs: ConfigData = [:]
    /// Pods that are not admitted yet, and whether it is worth while to look at them again.
    var unadmitted: Set<String> = []
    var hasNewRoom = false
    var hasNewConfigs = false
    var isStopping = false
    /// By uid, the relist after which nothing of a pod that is gone is believed.
    var goneSerials: [String: UInt64] = [:]
    /// Uids of the machines by `<namespace>/<name>`; more than one only while an orphan ends.
    var uidsByLabel: [String: Set<String>] = [:]
    /// No later than any pod's; recomputed when it comes.
    private var wakeAt: MonotonicTime?
    private var nextOperation: UInt64 = 1
    private var relistSerial: UInt64 = 0

    package init(_ facts: NodeFacts, restoring states: [PodState] = []) {
        self.facts = facts
        restored = Dictionary(states.map { ($0.uid, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// To be called just before the runtime is asked; the answer carries the number.
    package mutating func beginRelist() -> UInt64 {
        relistSerial += 1
        return relistSerial
    }

    package mutating func handle(_ input: NodeInput, at now: Moment) -> NodeTurn {
        if case .apply(let set) = input, !isStopping { takeConfigs(set) }
        var turn = NodeTurn(now: now, nextOperation: nextOperation, relistSerial: relistSerial, configs: configs)
        switch input {
        case .apply(let set): apply(set, &turn)
        case .relisted(let relist): observe(relist, &turn)
        case .notice(let notice): change(notice.key.podUID, &turn) { $0.notice(notice, &$1) }
        case .finished(let id, let uid, let outcome): change(uid, &turn) { $0.finished(id, outcome, &$1) }
        case .wake: wake(&turn)
        case .housekeeping: remember(&turn)
        case .stopAll: stopAll(&turn)
        }
        if hasNewRoom { admitWaiting(&turn) }
        nextOperation = turn.nextOperation
        turn.wakeAt = wakeAt
        return turn
    }

    /// Every pod has ended, after `stopAll`.
    package var hasStopped: Bool { machines.values.allSatisfy { $0.hasHalted } }

    /// nil when the pod is gone, or is an orphan that no page shows.
    package func snapshot(of uid: String) -> PodSnapshot? {
        machines[uid].flatMap { $0.isOrphan ? nil : $0.snapshot() }
    }

    // One pod

    /// Lets one pod's core have its say, and sees to what follows when the pod is gone.
    mutating func change(
        _ uid: String, _ turn: inout NodeTurn, _ body: (inout PodMachine, inout NodeTurn) -> Void
    ) {
        guard var machine = machines.removeValue(forKey: uid) else { return }
        let held = machine.holdsResources
        body(&machine, &turn)
        if held, !machine.holdsResources { hasNewRoom = true }
        if machine.stage != .unadmitted { unadmitted.remove(uid) }
        if let due = machine.wakeAt { wakeAt = min(wakeAt ?? due, due) }
        machines[uid] = machine
        if machine.isGone { bury(machine, &turn) }
    }

    private mutating func wake(_ turn: inout NodeTurn) {
        let now = turn.now.monotonic
        let due = machines.values.filter { $0.wakeAt.map { $0 <= now } ?? false }.map(\.uid).sorted()
        for uid in due { change(uid, &turn) { $0.wake(&$1) } }
        wakeAt = machines.values.compactMap(\.wakeAt).min()
    }

    private mutating func remember(_ turn: inout NodeTurn) {
        for uid in machines.keys.sorted() {
            change(uid, &turn) { machine, turn in
                guard machine.isDirty, !machine.isOrphan else { return }
                machine.isDirty = false
                turn.actions.append(.remember(machine.state(now: turn.now)))
            }
        }
    }

    private mutating func stopAll(_ turn: inout NodeTurn) {
        isStopping = true
        waiting = [:]
        for uid in machines.keys.sorted() { change(uid, &turn) { $0.terminate(.halting, &$1) } }
    }
}

extension ProbeNotice {
    package var key: ProbeKey {
        switch self {
        case .result(let key, _, _), .event(let key, _, _, _), .ended(let key): key
        }
    }
}
