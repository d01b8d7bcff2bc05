import PodModel
import SimulatedWorld
import Supervision

/// What the next podprobe can know of the one before.
extension Truth {
    func podprobeRestarted(_ node: SimulatedNode) {
        podprobeBornAt = now
        (knowsManifests, wantedOnce, takenUpAt) = (false, [], [:])
        namesOnDisk = node.stored.mapValues { "\($0.namespace)/\($0.name)" }
        outdatedOnDisk = node.disk.lostRemovals
        probes = [:]
        keptStartups = []
        letInOnDisk = Set(
            node.stored.filter { $0.value.status.condition(.podScheduled)?.status == .true }.map(\.key))
        for (uid, state) in node.stored { take(state, uid) }
        for uid in letInAt.keys where node.stored[uid]?.status.condition(.podScheduled)?.status != .true {
            letInAt[uid] = nil
        }
        for (uid, var one) in pods {
            one.phase = node.stored[uid]?.status.phase ?? .pending
            one.highestCounts = kept(one.highestCounts, uid, node.stored[uid])
            pods[uid] = one
        }
    }

    private func take(_ state: PodState, _ uid: String) {
        for result in state.results where result.type == .startup && result.result == .success {
            keptStartups.insert(result.containerID)
        }
        // Its time is on the disk only, and is that of an earlier pod.
        if outdatedOnDisk.contains(uid) { letInAt[uid] = now }
    }

    /// A count that an instance was given never falls. One that was shown for an instance that the runtime lost, before the
    /// next was started, counts only if it had come to the disk.
    private func kept(_ counts: [String: Int32], _ uid: String, _ state: PodState?) -> [String: Int32] {
        var all: [String: Int32] = [:]
        for (name, count) in counts {
            let kept = [newest(uid, name)?.attempt, state?.attempts[name], state?.status.container(name)?.restartCount]
            all[name] = min(count, kept.compactMap { $0 }.max() ?? 0)
        }
        return all
    }
}
