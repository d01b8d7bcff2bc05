import PodModel
import Runtimes

/// What must go: everything of a pod that ends, instances that nothing asks for, and old dead ones.
extension PodPlanner {
    /// Every container, sidecars after all that they serve, then the sandboxes (kubelet-semantics 4.3).
    ///
    /// - Parameter minimumGraceSeconds: 1 where the pod itself is being ended (kubelet-semantics 3.2).
    func killAll(minimumGraceSeconds: Int64 = 0) -> PodPlan {
        var plan = PodPlan()
        plan.kills = view.live.map { record in
            var one = kill(record, container(record.name), .stopping)
            one.graceSeconds = max(minimumGraceSeconds, one.graceSeconds)
            one.waitsFor = precursors(record.name)
            return one
        }
        plan.stopSandboxes = view.sandboxes.filter(\.ready).map(\.id)
        return plan
    }

    /// All regular containers and the later sidecars, of a sidecar; nobody, of any other.
    private func precursors(_ name: String) -> [String] {
        let inits = pod.spec.initContainers
        guard let index = inits.firstIndex(where: { $0.name == name }), inits[index].isSidecar else { return [] }
        return pod.spec.containers.map(\.name) + inits[(index + 1)...].filter(\.isSidecar).map(\.name)
    }

    func kill(_ record: ContainerRecord, _ container: Container?, _ reason: KillReason) -> ContainerKill {
        ContainerKill(
            record.name, id: record.id, reason, graceSeconds: reason.graceSeconds(pod: pod, container: container),
            isInit: pod.spec.initContainers.contains { $0.name == record.name })
    }

    func container(_ name: String) -> Container? { pod.spec.allContainers.first { $0.name == name } }

    /// Running containers that the manifest no longer has, and all but the newest instance of one: two of the same
    /// must never run.
    func unwanted() -> [ContainerKill] {
        view.live.compactMap { record in
            guard let container = container(record.name) else { return kill(record, nil, .stopping) }
            return view.newest(record.name)?.id == record.id ? nil : kill(record, container, .surplus)
        }
    }

    /// Of each container the newest dead instance stays, for its exit code and logs (kubelet-semantics 8); of one that
    /// the manifest no longer has, none.
    func removals(_ plan: PodPlan) -> [String] {
        var kept: Set<String> = []
        return view.containers.compactMap { record in
            let isNewest = view.newest(record.name)?.id == record.id
            switch record.state {
            case .running, .unknown: return nil
            case .created: return isNewest ? nil : record.id
            case .exited:
                let isSpare = kept.insert(record.name).inserted
                return isSpare && container(record.name) != nil ? nil : record.id
            }
        }
    }

    func emptyOldSandboxes() -> [String] {
        let used = Set(view.containers.map(\.sandboxID))
        return view.sandboxes.dropFirst().filter { !$0.ready && !used.contains($0.id) }.map(\.id)
    }
}
