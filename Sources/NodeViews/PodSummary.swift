package import PodModel

/// One line about a pod, in the columns and words of `kubectl get pods`.
package struct PodSummary: Sendable, Equatable {
    package var namespace: String
    package var name: String
    /// `ready/wanted`, regular containers only.
    package var ready: String
    package var status: String
    package var restarts: Int
    package var age: String
    package var qosClass: String
    /// What the Ready condition says.
    package var isReady: Bool
    /// Whether every container has ended well.
    package var isDone: Bool

    package init(_ one: PodSnapshot, now: Timestamp) {
        let statuses = one.status.containerStatuses
        namespace = one.pod.metadata.namespace
        name = one.pod.metadata.name
        ready = "\(statuses.count { $0.ready })/\(one.pod.spec.containers.count)"
        status = Self.statusWord(one)
        restarts = (statuses + one.status.initContainerStatuses).reduce(0) { $0 + Int($1.restartCount) }
        age = shortAge(since: one.createdAt, now: now)
        qosClass = one.status.qosClass.rawValue
        isReady = one.status.condition(.ready)?.status == .true
        isDone = one.status.phase == .succeeded
    }

    /// Whether somebody should look: neither ready, nor done, nor on its way to one of them.
    package var isInTrouble: Bool { !isReady && !isDone && !Self.isOnItsWay(status) }

    /// Whether a status or a waiting reason is one that passes by itself.
    static func isOnItsWay(_ word: String) -> Bool {
        if ["Pending", "ContainerCreating", "PodInitializing", "Terminating", "Completed"].contains(word) {
            return true
        }
        // Init:0/2, not Init:Error.
        return word.hasPrefix("Init:") && word.last?.isNumber == true
    }

    /// kubectl's STATUS column: the newest trouble of a container if there is one, else the phase.
    private static func statusWord(_ one: PodSnapshot) -> String {
        if one.deletionTimestamp != nil { return "Terminating" }
        if let word = initTrouble(one.status.initContainerStatuses, of: one.pod.spec.initContainers.count) {
            return word
        }
        for status in one.status.containerStatuses {
            if case .waiting(let reason, _) = status.state, !reason.isEmpty { return reason }
            if case .terminated(let end) = status.state, !end.reason.isEmpty { return end.reason }
        }
        return one.status.reason.isEmpty ? one.status.phase.rawValue : one.status.reason
    }

    /// What keeps the init containers from being done: `Init:CrashLoopBackOff`, `Init:Error`, `Init:1/2`.
    private static func initTrouble(_ statuses: [ContainerStatus], of count: Int) -> String? {
        for (index, status) in statuses.enumerated() {
            switch status.state {
            case .terminated(let end) where end.exitCode == 0: continue
            case .terminated(let end): return "Init:\(end.reason)"
            case .waiting(let reason, _) where !reason.isEmpty && reason != "PodInitializing": return "Init:\(reason)"
            case .waiting, .running: return "Init:\(index)/\(count)"
            }
        }
        return nil
    }
}

/// kubectl's short ages: 45s, 3m20s, 12m, 2h, 4d.
package func shortAge(since start: Timestamp, now: Timestamp) -> String {
    let seconds = max(0, (now.nanoseconds - start.nanoseconds) / 1_000_000_000)
    switch seconds {
    case ..<120: return "\(seconds)s"
    case ..<600: return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m\(seconds % 60)s"
    case ..<10_800: return "\(seconds / 60)m"
    case ..<172_800: return "\(seconds / 3_600)h"
    default: return "\(seconds / 86_400)d"
    }
}
