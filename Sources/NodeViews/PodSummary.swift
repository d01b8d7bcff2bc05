package import PodModel

/// One line about a pod, in the columns and words of `kubectl get pods`.
package struct PodSummary: Sendable, Equatable {
    package var namespace: String
    package var name: String
    /// `ready/wanted`, of regular containers and sidecars.
    package var ready: String
    package var status: String
    /// Why the pod as a whole is where it is: why it failed, or why it waits for room. Empty while only containers tell.
    package var why: String
    /// Of the regular containers and the sidecars; of the init containers while the pod is initialised.
    package var restarts: Int
    package var age: String
    package var qosClass: String
    /// What the Ready condition says.
    package var isReady: Bool
    /// Whether every container has ended well.
    package var isDone: Bool

    package init(_ one: PodSnapshot, now: Timestamp) {
        let columns = ContainerColumns(one)
        namespace = one.pod.metadata.namespace
        name = one.pod.metadata.name
        ready =
            "\(columns.ready)/\(one.pod.spec.containers.count + one.pod.spec.initContainers.count(where: \.isSidecar))"
        let isStopping = one.deletionTimestamp != nil && ![.succeeded, .failed].contains(one.status.phase)
        status = isStopping ? "Terminating" : columns.word
        why = one.status.message
        if why.isEmpty, let scheduled = one.status.condition(.podScheduled), scheduled.status == .false {
            why = scheduled.message
        }
        restarts = columns.restarts
        age = shortAge(since: one.createdAt, now: now)
        qosClass = one.status.qosClass.rawValue
        isReady = one.status.condition(.ready)?.status == .true
        isDone = one.status.phase == .succeeded
    }

    /// Whether somebody should look: neither ready, nor done, nor on its way to one of them.
    package var isInTrouble: Bool { !isReady && !isDone && !Self.isOnItsWay(status) }

    /// Whether a status or a waiting reason is one that passes by itself.
    static func isOnItsWay(_ word: String) -> Bool {
        if ["Pending", "ContainerCreating", "PodInitializing", "Terminating", "Completed", "NotReady"].contains(word) {
            return true
        }
        // Init:0/2, not Init:Error.
        return word.hasPrefix("Init:") && word.last?.isNumber == true
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
