import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision

/// What must be so when nothing has gone wrong for a while.
extension Truth {
    func checkRest(_ node: SimulatedNode) {
        at(node.time)
        look(at: node.runtime)
        let desired = pods.filter(\.value.isDesired)
        for (uid, one) in desired { checkRest(uid, one, node) }
        for one in node.runtime.instances.values where desired[one.record.podUID] == nil {
            check(.leftovers, false) { "\(one.record.podUID)/\(one.record.name) is left" }
        }
        for one in node.runtime.sandboxes.values where desired[one.podUID] == nil {
            check(.leftovers, false) { "a sandbox of \(one.podUID) is left" }
        }
        for uid in node.stored.keys where desired[uid] == nil {
            check(.leftovers, false) { "the state of \(uid) is left on disk" }
        }
        checkWorkers(node, atRest: true)
    }

    private func checkRest(_ uid: String, _ one: PodTruth, _ node: SimulatedNode) {
        guard let status = node.core.snapshot(of: uid)?.status else {
            return check(.atRest, false) { "\(uid) is wanted and not there" }
        }
        let isDone = status.phase == .succeeded || status.phase == .failed
        // A pod that is never restarted does not outlive its sandbox, whatever it had not come to.
        if one.pod.spec.restartPolicy == .never, !isDone, hasLostItsSandbox(uid) { return }
        let isWaiting = status.condition(.podScheduled)?.status == .false
        for container in one.pod.spec.containers + one.pod.spec.initContainers.filter(\.isSidecar) {
            let live = node.runtime.instances.values.count {
                $0.record.podUID == uid && $0.record.name == container.name && $0.record.state == .running
            }
            var isShownRunning = false
            if case .running? = status.container(container.name)?.state { isShownRunning = true }
            check(.atRest, isShownRunning == (live == 1)) {
                "\(uid)/\(container.name): \(live) run, shown as \(status.container(container.name)?.short ?? "nothing")"
            }
            // Without trouble for so long, everything that may run runs.
            check(.comesBack, live == 1 || isDone || isWaiting || isLaidToRest(uid, container, one)) {
                "\(uid)/\(container.name) does not run at rest: \(status.container(container.name)?.short ?? "nothing"), \(status.phase)"
            }
        }
        check(.atRest, isDone || isWaiting || status.phase == .running) { "\(uid) is \(status.phase) at rest" }
        let isReady = status.condition(.ready)?.status == .true
        // An init container whose newest record was lost may show an older, failed one; the pod has long gone on.
        let initializers = Set(one.pod.spec.initContainers.filter { !$0.isSidecar }.map(\.name))
        let allRun = (status.containerStatuses + status.initContainerStatuses).allSatisfy {
            $0.ready || initializers.contains($0.name)
        }
        check(.atRest, isReady == (allRun && !isDone && !isWaiting)) {
            "\(uid): Ready is \(isReady), containers: \(allRun)"
        }
    }

    private func hasLostItsSandbox(_ uid: String) -> Bool {
        let all = instances.values.filter { $0.uid == uid }
        return !all.isEmpty && all.allSatisfy { !readySandboxes.contains($0.sandbox) }
    }

    /// Its policy lets it rest while others of the pod run.
    private func isLaidToRest(_ uid: String, _ container: Container, _ one: PodTruth) -> Bool {
        if container.isSidecar { return false }
        // Only what is left of an earlier life tells that it completed.
        guard let newest = newest(uid, container.name) else { return one.pod.spec.restartPolicy != .always }
        switch one.pod.spec.restartPolicy {
        case .always: return false
        case .onFailure: return newest.exitCode == 0 || newest.isLost
        case .never: return true
        }
    }

    /// Whoever runs has workers; at rest nobody else has.
    func checkWorkers(_ node: SimulatedNode, atRest: Bool) {
        guard let prober = node.prober else { return }
        var wanted: Set<ProbeKey> = []
        var maybe: Set<ProbeKey> = []
        for (uid, one) in pods where one.isDesired {
            // An earlier pod of that uid may have to end first.
            guard let snapshot = node.core.snapshot(of: uid), snapshot.deletionTimestamp == nil else { continue }
            let status = snapshot.status
            guard status.condition(.podScheduled)?.status == .true else { continue }
            let hasEnded = status.phase == .failed || status.phase == .succeeded
            for container in one.pod.spec.containers + one.pod.spec.initContainers.filter(\.isSidecar) {
                for type in ProbeType.allCases where container.probe(type) != nil {
                    let key = ProbeKey(podUID: uid, container: container.name, type: type)
                    // Readiness is asked until the last of a pod that has ended is gone.
                    if hasEnded, type != .readiness || !instances.values.contains(where: { $0.uid == uid && $0.isLive })
                    {
                        continue
                    }
                    maybe.insert(key)
                    if hasEnded { continue }
                    // One that was just taken up or changed gets them when the runtime was looked at.
                    let isNew = now - max(takenUpAt[uid] ?? now, one.definedAt) < 10_000_000_000
                    if !isNew, case .running? = status.container(container.name)?.state { wanted.insert(key) }
                }
            }
        }
        let there = Set(prober.slots.keys)
        check(.workers, wanted.isSubset(of: there)) { "no workers: \(wanted.subtracting(there))" }
        check(.workers, !atRest || there.isSubset(of: maybe)) { "workers of nobody: \(there.subtracting(maybe))" }
        guard atRest else { return }
        let unheard = wanted.filter { key in
            if case .running? = prober.slots[key]?.worker.context.container { false } else { true }
        }
        check(.workers, unheard.isEmpty) { "workers that were never told that their container runs: \(unheard)" }
    }
}
