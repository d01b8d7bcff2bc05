import PodModel
import SimulatedWorld
import Supervision

/// What must happen soon while only the containers make trouble.
extension Truth {
    /// The longest back-off, a minute of postponed trouble, and what a hook and a stop take.
    private static let longestAbsence: Int64 = 300_000_000_000 + 400_000_000_000
    /// What keeps podprobe from looking at a pod: hooks and stops that are under way.
    private static let longestDelay: Int64 = 400_000_000_000

    func checkQuiet(_ node: SimulatedNode) {
        at(node.time)
        guard let calmSince else { return }
        for (uid, one) in pods where one.isDesired {
            guard let letIn = letInAt[uid], let status = node.core.snapshot(of: uid)?.status else { continue }
            checkDeadline(uid, one, status, max(calmSince, takenUpAt[uid] ?? now))
            guard one.phase != .failed, one.phase != .succeeded, status.condition(.podScheduled)?.status == .true,
                one.pod.spec.restartPolicy != .never
            else { continue }
            checkComesBack(uid, one, status, since: max(calmSince, one.desiredAt, letIn))
        }
        checkWorkers(node, atRest: false)
    }

    /// kubelet-semantics 5.1: whatever its containers do, the pod fails.
    private func checkDeadline(_ uid: String, _ one: PodTruth, _ status: PodStatus, _ since: Int64) {
        guard let deadline = one.pod.spec.activeDeadlineSeconds, let letIn = letInAt[uid], wallJumpedAt < letIn else {
            return
        }
        let late = now - max(letIn + deadline * 1_000_000_000, since)
        check(.deadline, late <= Self.longestDelay || status.phase == .failed || status.phase == .succeeded) {
            "\(uid) is \(status.phase) \(late / 1_000_000_000) s after its deadline of \(deadline) s"
        }
    }

    /// No container that should run stays away for longer than its back-off. What waits for others of its pod need only
    /// see that something goes on there.
    private func checkComesBack(_ uid: String, _ one: PodTruth, _ status: PodStatus, since: Int64) {
        var since = since
        // What one of its containers needs all that come after it need.
        if one.pod.spec.allContainers.contains(where: { !$0.env.isEmpty }) {
            guard let configsSince else { return }
            since = max(since, configsSince)
        }
        let plain = one.pod.spec.initContainers.filter { !$0.isSidecar }
        for container in one.pod.spec.allContainers where plain.allSatisfy({ $0.name != container.name }) {
            let newest = newest(uid, container.name)
            if let newest, newest.isLive || !mustReturn(newest, container, one) { continue }
            if newest == nil, isRemembered(container, one, status) { continue }
            var from = since
            if let ended = newest?.endedAt { from = max(from, ended) }
            let isInitialized = newest.map { readySandboxes.contains($0.sandbox) } ?? false
            if !isInitialized, !one.pod.spec.initContainers.isEmpty { from = max(from, lastNews(uid, one)) }
            check(.comesBack, now - from <= Self.longestAbsence) {
                "\(uid)/\(container.name) should run for \(Double(now - from) / 1e9) s and does not"
            }
        }
    }

    /// Of what completed in an earlier life only podprobe's own memory is left.
    private func isRemembered(_ container: Container, _ one: PodTruth, _ status: PodStatus) -> Bool {
        guard one.pod.spec.restartPolicy == .onFailure, !container.isSidecar,
            case .terminated(let end)? = status.container(container.name)?.state
        else { return false }
        return end.exitCode == 0
    }

    private func mustReturn(_ ended: Instance, _ container: Container, _ one: PodTruth) -> Bool {
        if ended.endedAt == nil { return false }
        if container.isSidecar || one.pod.spec.restartPolicy == .always { return true }
        // Where its record was lost one before it speaks, as to a kubelet, or what was shown of that.
        return ended.exitCode != 0 && !ended.isLost
    }

    /// When a container of the pod started or ended last.
    private func lastNews(_ uid: String, _ one: PodTruth) -> Int64 {
        one.pod.spec.allContainers.compactMap { newest(uid, $0.name) }.map { max($0.startedAt, $0.endedAt ?? 0) }.max()
            ?? 0
    }
}
