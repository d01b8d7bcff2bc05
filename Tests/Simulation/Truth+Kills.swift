import PodModel
import Supervision

/// What may be stopped, when and how.
extension Truth {
    func hookAsked(_ call: HookCall) {
        if call.kind == .preStop {
            instances[call.containerID]?.preStopAsked = true
            begin(call.containerID)
        }
    }

    func hookFinished(_ call: HookCall, failed: Bool) {
        if call.kind == .postStart, failed { instances[call.containerID]?.hookFailed = true }
    }

    private func begin(_ id: String) {
        if instances[id]?.killBegan == nil { instances[id]?.killBegan = now }
    }

    func killing(_ uid: String, _ name: String) {
        for id in history["\(uid)/\(name)"] ?? [] where instances[id]?.isLive == true { instances[id]?.killBegan = now }
    }

    func stopAsked(_ kill: ContainerKill, uid: String) {
        check(.grace, kill.graceSeconds >= 2) { "\(uid)/\(kill.name): grace of \(kill.graceSeconds) s" }
        guard let instance = instances[kill.id] else { return }
        let names = [uid, instance.pod, namesOnDisk[uid] ?? instance.pod]
        check(.killCause, knowsManifests || !wantedOnce.isDisjoint(with: names)) {
            "\(uid)/\(kill.name): its manifest may be among those that could not be read"
        }
        defer {
            instances[kill.id]?.stopAsked = true
            instances[kill.id]?.killReason = kill.reason
        }
        begin(kill.id)
        guard let one = pods[uid] else { return }
        check(.killCause, hasCause(kill, instance, one)) {
            "\(uid)/\(kill.name) \(kill.id): \(kill.reason), wanted: \(one.isDesired), phase \(one.phase)"
        }
        // Of an orphan this podprobe knows neither the grace nor the order (kubelet-semantics 3.2).
        if instance.stopAsked || !wantedOnce.contains(uid) { return }
        checkGrace(kill, instance, one)
        checkOrder(kill, instance, one)
    }

    private func hasCause(_ kill: ContainerKill, _ instance: Instance, _ one: PodTruth) -> Bool {
        switch kill.reason {
        case .liveness, .startup: return failed.contains(kill.id) || instance.wasUnknown
        case .definitionChanged: return one.hashes[kill.name] != instance.specHash
        case .failedPostStartHook: return instance.hookFailed
        case .unknownState: return instance.wasUnknown
        case .surplus: return instances(of: instance.uid, instance.name).count { $0.isLive } > 1 || instance.wasUnknown
        case .stopping:
            return mayStopPod(one) || !readySandboxes.contains(instance.sandbox)
                || podsWithTwoSandboxes.contains(instance.uid)
        }
    }

    /// The pod as a whole may end: nobody wants it, podprobe ends, its time is up, or its work is done.
    private func mayStopPod(_ one: PodTruth) -> Bool {
        if isStopping || !one.isDesired || one.mustEnd { return true }
        if one.phase == .failed || one.phase == .succeeded { return true }
        let pod = one.pod
        // Over podprobe's restart the disk alone tells since when a pod is active, by the wall clock; what is there may be of
        // an earlier pod of that uid.
        let uid = pod.metadata.uid
        if let deadline = pod.spec.activeDeadlineSeconds,
            now - one.seenAt >= deadline * 1_000_000_000 || wallJumpedAt >= one.seenAt || outdatedOnDisk.contains(uid)
        {
            return true
        }
        let initFailed =
            pod.spec.restartPolicy == .never
            && pod.spec.initContainers.contains { initializer in
                !initializer.isSidecar
                    && newest(uid, initializer.name).map {
                        $0.endedAt != nil && $0.exitCode != 0 || $0.wasUnknown || $0.isLost
                    }
                        ?? false
            }
        if initFailed { return true }
        return pod.spec.containers.allSatisfy { container in
            // The state of an older pod of that uid, whose removal was lost with podprobe, may say that it has completed.
            guard let newest = newest(uid, container.name) else {
                return outdatedOnDisk.contains(uid) && pod.spec.restartPolicy != .always
            }
            if newest.isLive, !newest.wasUnknown {
                return pod.spec.restartPolicy == .never && failed.contains(newest.id)
            }
            switch pod.spec.restartPolicy {
            case .always: return false
            // Where its record was lost the one before it speaks, as to a kubelet.
            case .onFailure: return newest.exitCode == 0 || newestWithRecord(uid, container.name)?.exitCode == 0
            case .never: return true
            }
        }
    }

    /// For the whole of the end: the failed probe's own, else the pod's (kubelet-semantics 3.2 step 1).
    private func fullGrace(_ kill: ContainerKill, _ one: PodTruth) -> Int64 {
        let container = one.pod.spec.allContainers.first { $0.name == kill.name }
        let ofPod = one.pod.spec.terminationGracePeriodSeconds ?? 30
        switch kill.reason {
        case .liveness: return container?.livenessProbe?.terminationGracePeriodSeconds ?? ofPod
        case .startup: return container?.startupProbe?.terminationGracePeriodSeconds ?? ofPod
        default: return ofPod
        }
    }

    /// preStop, the sidecars' wait and the time to SIGKILL make the whole grace together, but for two seconds at its end.
    private func checkGrace(_ kill: ContainerKill, _ instance: Instance, _ one: PodTruth) {
        // The end of the pod cuts short what was begun with a longer grace.
        guard one.isDesired && !one.mustEnd && !isStopping || kill.reason == .stopping, let began = instance.killBegan,
            began >= podprobeBornAt,
            one.hashes[kill.name] == instance.specHash || kill.reason == .definitionChanged
        else { return }
        let full = fullGrace(kill, one)
        let spent = (now - began + 999_999_999) / 1_000_000_000
        check(.grace, spent + kill.graceSeconds >= full) {
            "\(instance.uid)/\(kill.name): \(kill.graceSeconds) s after \(spent) s, and its grace is \(full) s"
        }
        check(.grace, kill.graceSeconds <= max(2, full)) {
            "\(instance.uid)/\(kill.name): \(kill.graceSeconds) s, and its whole grace is \(full) s"
        }
        let container = one.pod.spec.allContainers.first { $0.name == kill.name }
        if container?.lifecycle?.preStop != nil, full > 0 {
            check(.preStop, instance.preStopAsked) {
                "\(instance.uid)/\(kill.name) \(kill.id) without its preStop hook"
            }
        }
    }

    private func checkOrder(_ kill: ContainerKill, _ instance: Instance, _ one: PodTruth) {
        guard kill.reason == .stopping, let began = instance.killBegan else { return }
        let inits = one.pod.spec.initContainers
        guard let index = inits.firstIndex(where: { $0.name == kill.name }), inits[index].isSidecar else { return }
        let spent = (now - began) / 1_000_000_000
        if spent + 1 >= max(1, fullGrace(kill, one)) { return }
        let served = one.pod.spec.containers.map(\.name) + inits[(index + 1)...].filter(\.isSidecar).map(\.name)
        let live = served.filter { newest(instance.uid, $0)?.isLive == true }
        check(.stopOrder, live.isEmpty) { "\(instance.uid)/\(kill.name) before \(live) after \(spent) s" }
    }
}
