import PodModel
import Probing
import Runtimes

/// The pod's probe workers: there before the containers, told of every published change, gone in the order of
/// kubelet-semantics 2.6.
extension PodMachine {
    private var wantedSlots: [ProbeSlot] {
        pod.spec.probedContainers.flatMap { container in
            ProbeType.allCases.filter { container.probe($0) != nil }.map { ProbeSlot(container.name, $0) }
        }
    }

    func key(_ slot: ProbeSlot) -> ProbeKey { ProbeKey(podUID: uid, container: slot.container, type: slot.type) }

    /// They are announced to the engine with the next status.
    mutating func addWorkers() {
        for slot in wantedSlots where workers[slot] == nil {
            if let ended = endedWorkers[slot], !isAnother(than: ended, slot.container) { continue }
            workers[slot] = .some(nil)
        }
    }

    /// Another instance is there, and has not ended.
    private func isAnother(than id: String, _ container: String) -> Bool {
        guard let newest = view?.newest(container), newest.state != .exited else { return false }
        return newest.id != id
    }

    /// It ended on what it was told of the container's end. Where it has been told of something newer since, or the
    /// container runs again, it is made anew.
    mutating func workerEnded(_ slot: ProbeSlot, _ turn: inout NodeTurn) {
        guard let posted = workers.removeValue(forKey: slot) else { return }
        results.remove(slot)
        turn.changedPods.insert(uid)
        if case .terminated(let id, _)? = posted?.container { endedWorkers[slot] = id }
        syncDue = true
        run(&turn)
    }

    mutating func removeWorkers(of types: [ProbeType], _ turn: inout NodeTurn) {
        for slot in workers.keys.sorted(by: Self.inOrder) where types.contains(slot.type) { remove(slot, &turn) }
    }

    private mutating func remove(_ slot: ProbeSlot, _ turn: inout NodeTurn) {
        removeWorker(slot, &turn)
        results.remove(slot)
    }

    private mutating func removeWorker(_ slot: ProbeSlot, _ turn: inout NodeTurn) {
        if let posted = workers.removeValue(forKey: slot), posted != nil {
            turn.actions.append(.probe(.remove(key(slot))))
        }
    }

    /// A worker's probe is frozen when it is made: one whose container changed is made anew.
    /// That is done when its containers are looked at, too: until then it goes on saying how the old ones are.
    mutating func replaceWorkers(_ turn: inout NodeTurn) {
        guard let before = outdatedPod else { return }
        outdatedPod = nil
        for container in before.spec.probedContainers {
            let after = self.container(container.name)
            if container == after { continue }
            for type in ProbeType.allCases {
                let slot = ProbeSlot(container.name, type)
                endedWorkers[slot] = nil
                // What it found out holds for the old instance as long as that runs.
                removeWorker(slot, &turn)
            }
        }
    }

    /// Tells each worker what is published now, if it is something new.
    mutating func postContexts(_ turn: inout NodeTurn) {
        for slot in workers.keys.sorted(by: Self.inOrder) {
            guard let container = container(slot.container), let posted = workers[slot] else { continue }
            let context = context(of: container, slot.type)
            if posted == context { continue }
            workers[slot] = .some(context)
            turn.actions.append(
                .probe(
                    posted == nil ? .add(key(slot), pod, container, context) : .update(key(slot), context)))
        }
    }

    private static func inOrder(_ a: ProbeSlot, _ b: ProbeSlot) -> Bool {
        (a.container, a.type) < (b.container, b.type)
    }

    private func context(of container: Container, _ type: ProbeType) -> ProbeContext {
        var context = ProbeContext()
        context.phase = status.phase
        context.deleted = isEnding
        context.podIP = status.podIPs.first ?? ""
        guard let one = status.container(container.name) else { return context }
        let id = facts.runtimeID(one.containerID)
        switch one.state {
        case .waiting: context.container = id.isEmpty ? .none : .waiting(id: id)
        case .running(let startedAt):
            context.container = .running(id: id, startedAt: startedAt, started: one.started, ready: one.ready)
            if let known = execEnvironments[container.name], known.containerID == id {
                context.exec = known.environment
            } else if container.probe(type)?.exec != nil {
                // There is nothing to ask until the runtime has told what it needs for that.
                context.container = .none
            }
        case .terminated:
            let rule = RestartRule(container, in: pod.spec, isDeleted: false)
            context.container = .terminated(id: id, willRestart: rule.policy != .never)
        }
        return context
    }

    /// kubelet-semantics 2.1 rule 4: a container that started and is not known to be ready is asked at once.
    /// - Parameter only: of one container, where not of all.
    func triggerReadiness(only: String? = nil, _ turn: inout NodeTurn) {
        for slot in workers.keys.sorted(by: Self.inOrder)
        where slot.type == .readiness && slot.container == only ?? slot.container {
            guard let one = status.container(slot.container), one.started, case .running? = workers[slot]??.container
            else { continue }
            if results.result(slot, of: facts.runtimeID(one.containerID)) != .success {
                turn.actions.append(.probe(.trigger(key(slot))))
            }
        }
    }
}

extension PodSpec {
    /// Those that may have probes: the regular ones and the sidecars.
    var probedContainers: [Container] { initContainers.filter(\.isSidecar) + containers }
}
