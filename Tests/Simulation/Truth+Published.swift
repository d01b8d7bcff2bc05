import PodModel
import Probing
import SimulatedWorld
import Supervision

/// What everybody can see of the pods, looked at whenever it changes.
extension Truth {
    func published(_ uids: Set<String>, _ node: SimulatedNode) {
        for uid in uids.sorted() {
            let snapshot = node.core.snapshot(of: uid)
            checkWorkers(uid, snapshot, node)
            if let snapshot { published(snapshot, uid) }
        }
        if node.nodeFacts.admission == .queue { checkPriority(uids, node) }
        for uid in uids where isScheduled(uid, node) && letInAt[uid] == nil { letInAt[uid] = now }
    }

    private func published(_ snapshot: PodSnapshot, _ uid: String) {
        guard var one = pods[uid] else { return }
        let status = snapshot.status
        let isTerminal = one.phase == .succeeded || one.phase == .failed
        check(.terminalStays, !isTerminal || status.phase == one.phase) {
            "\(uid) goes from \(one.phase) to \(status.phase)"
        }
        one.phase = status.phase
        for status in status.containerStatuses + status.initContainerStatuses {
            let before = one.highestCounts[status.name] ?? 0
            check(.countRises, status.restartCount >= before) {
                "\(uid)/\(status.name): \(before) restarts become \(status.restartCount)"
            }
            one.highestCounts[status.name] = max(before, status.restartCount)
            checkReady(status, one, uid)
        }
        pods[uid] = one
        if status.phase == .succeeded || status.phase == .failed { checkNobodyWaits(uid, status) }
    }

    /// Nobody of a pod that has ended, and of which nothing runs any more, waits to be started again (kubelet-semantics 5.1).
    private func checkNobodyWaits(_ uid: String, _ status: PodStatus) {
        let all = status.containerStatuses + status.initContainerStatuses
        guard !instances.values.contains(where: { $0.uid == uid && $0.isLive }) else { return }
        for one in all where one.lastState != nil {
            guard case .waiting(let reason, _) = one.state else { continue }
            check(.ended, all.contains { if case .running = $0.state { true } else { false } }) {
                "\(uid)/\(one.name) waits (\(reason)) in a pod that has ended"
            }
        }
    }

    private func checkReady(_ status: ContainerStatus, _ one: PodTruth, _ uid: String) {
        guard status.ready, one.pod.spec.allContainers.first(where: { $0.name == status.name })?.readinessProbe != nil,
            let id = status.containerID.split(separator: "/").last.map(String.init), let instance = instances[id],
            // An edit of its probe has not come to it yet.
            instance.specHash == one.hashes[status.name]
        else { return }
        check(.ready, readyOnce.contains(id)) { "\(uid)/\(status.name) \(id)" }
    }

    /// A pod that ends is asked for its readiness only, and one that is gone for nothing (kubelet-semantics 2.6).
    private func checkWorkers(_ uid: String, _ snapshot: PodSnapshot?, _ node: SimulatedNode) {
        guard let prober = node.prober, snapshot == nil || snapshot?.deletionTimestamp != nil else { return }
        let left = prober.slots.keys.filter { $0.podUID == uid && (snapshot == nil || $0.type != .readiness) }
        check(.workers, left.isEmpty) { "\(uid) ends or is gone and has \(left.map { "\($0.container) \($0.type)" })" }
    }

    private func isScheduled(_ uid: String, _ node: SimulatedNode) -> Bool {
        node.core.snapshot(of: uid)?.status.condition(.podScheduled)?.status == .true
    }

    /// Nobody was let in who took the room of one of a higher priority that waits.
    private func checkPriority(_ uids: Set<String>, _ node: SimulatedNode) {
        for uid in uids.sorted() where letInAt[uid] == nil && isScheduled(uid, node) {
            // One that runs already was let in by an earlier podprobe.
            guard let pod = pods[uid]?.pod, !instances.values.contains(where: { $0.uid == uid && $0.isLive }) else {
                continue
            }
            for (other, one) in pods where one.isDesired && one.pod.priority > pod.priority {
                guard let waits = node.core.snapshot(of: other)?.status, waits.phase == .pending,
                    waits.condition(.podScheduled)?.status == .false
                else { continue }
                check(.priority, roomUsed(beside: uid, node) + one.pod.cpu > Self.room.milliValue) {
                    "\(uid) was let in, and \(other) waits, which fits in its place"
                }
            }
        }
    }

    /// At most so much is used: by all that were ever let in, and by what waits unseen.
    private func roomUsed(beside uid: String, _ node: SimulatedNode) -> Int64 {
        pods.filter { other, one in
            other != uid && (letInAt[other] != nil || node.core.snapshot(of: other) == nil || isScheduled(other, node))
        }.reduce(0) { $0 + $1.value.pod.cpu }
    }
}

/// Counted anew from the manifest (kubelet-semantics 5.6).
extension Pod {
    fileprivate var priority: Int32 { spec.priority ?? 0 }

    /// Thousandths: all that run at the same time, at the start or later.
    var cpu: Int64 {
        var sidecars: Int64 = 0
        var most: Int64 = 0
        for initializer in spec.initContainers {
            most = max(most, sidecars + initializer.cpu)
            if initializer.isSidecar { sidecars += initializer.cpu }
        }
        return max(most, spec.containers.reduce(sidecars) { $0 + $1.cpu })
    }
}

extension Container {
    fileprivate var cpu: Int64 { resources.requests["cpu"]?.milliValue ?? 0 }
}
