import PodModel
import Runtimes
import SimulatedWorld
import Supervision

/// The shortest wait that is due, counted anew from what really happened (kubelet-semantics 3.4). Where two readings of
/// events are possible (was an end seen before a sync began or in it?) the shorter wait counts.
struct BackOffTruth {
    var delay: Int64
    var stampedAt: Int64
    /// The wall clock that keeps the stamp over podprobe's restart may have jumped: the entry may have expired.
    var isDoubtful = false
}

extension Truth {
    private static let initial: Int64 = 10_000_000_000
    private static let most: Int64 = 300_000_000_000
    private static let reset: Int64 = 600_000_000_000
    /// Between a decision and its being carried out the wall may jump, too.
    private static let margin: Int64 = 10_000_000_000

    func checkBackOff(_ config: ContainerConfig) {
        let key = "\(config.podUID)/\(config.name)/\(config.specHash)"
        guard let before = newest(config.podUID, config.name), before.specHash == config.specHash, !before.isLost,
            let ended = before.endedAt
        else { return }
        // A podprobe that did not see it alive knows when it ended by the wall clock only.
        if before.seenAliveAt <= takenUpAt[config.podUID] ?? podprobeBornAt,
            wallJumpedAt >= before.startedAt - Self.margin
        {
            backOff[key]?.isDoubtful = true
        }
        let decidedAt = savedAt[config.podUID] ?? now
        // A stop in the same sync does not count; one whose restart had to wait does. The lenient reading changes nothing.
        let mayNotCount = before.killBegan != nil || before.wasUnknown
        guard let entry = backOff[key], !entry.isDoubtful else {
            if !mayNotCount { backOff[key] = BackOffTruth(delay: Self.initial, stampedAt: decidedAt) }
            return
        }
        // Where the wall clock cannot be trusted an end counts from when it was seen, which is no later than now.
        if now - entry.stampedAt > Self.reset {
            backOff[key] = mayNotCount ? nil : BackOffTruth(delay: Self.initial, stampedAt: decidedAt)
            return
        }
        if mayNotCount { return }
        check(.backOff, now - before.seenAliveAt >= entry.delay) {
            "\(config.podUID)/\(config.name) attempt \(config.attempt): \(Double(now - ended) / 1e9) s after its end instead of "
                + "\(entry.delay / 1_000_000_000) s"
        }
        // What passes only because nobody saw when it ended may have been taken for an entry that had expired.
        let isClear = now - ended >= entry.delay
        let next = isClear ? min(entry.delay * 2, Self.most) : Self.initial
        backOff[key] = BackOffTruth(delay: next, stampedAt: decidedAt)
    }

    /// This podprobe knows a pod's stamps by the wall clock only, and has not kept what it saw of its containers before.
    func takenUp(_ uid: String) {
        takenUpAt[uid] = now
        for (key, entry) in backOff where key.hasPrefix(uid + "/") && wallJumpedAt >= entry.stampedAt - Self.margin {
            backOff[key]?.isDoubtful = true
        }
    }

    /// An orderly stop is no crash: what runs well until then does not wait, nor does an init container that has done its work.
    func forgetBackOffOfRunning(_ node: SimulatedNode) {
        var running = Set(instances.values.filter(\.isLive).map { "\($0.uid)/\($0.name)/" })
        for uid in pods.keys {
            guard let snapshot = node.core.snapshot(of: uid) else { continue }
            let status = snapshot.status
            let sidecars = Set(snapshot.pod.spec.initContainers.filter(\.isSidecar).map(\.name))
            for one in status.containerStatuses + status.initContainerStatuses {
                if case .running = one.state { running.insert("\(uid)/\(one.name)/") }
            }
            for one in status.initContainerStatuses where !sidecars.contains(one.name) {
                if case .terminated(let end) = one.state, end.exitCode == 0 { running.insert("\(uid)/\(one.name)/") }
            }
        }
        backOff = backOff.filter { entry in !running.contains { entry.key.hasPrefix($0) } }
    }
}
