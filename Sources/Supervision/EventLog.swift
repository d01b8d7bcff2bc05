package import PodModel

/// The newest events, bounded, the same one counted instead of repeated, as `kubectl get events` shows them.
package struct EventLog: Sendable {
    private struct Key: Hashable {
        var podUID: String
        var container: String?
        var type: Event.Kind
        var reason: String
        var message: String
    }

    private let limit: Int
    /// So that one pod whose messages differ each time cannot push out everybody else's events.
    private let podLimit: Int
    private var events: [Key: (order: UInt64, event: Event)] = [:]
    private var countsByPod: [String: Int] = [:]
    private var order: UInt64 = 0

    package init(limit: Int) {
        self.limit = max(1, limit)
        podLimit = max(1, limit / 10)
    }

    package mutating func add(_ event: Event) {
        let key = Key(
            podUID: event.podUID, container: event.container, type: event.type, reason: event.reason,
            message: event.message)
        order += 1
        if var known = events[key] {
            known.order = order
            known.event.count += 1
            known.event.lastTimestamp = event.lastTimestamp
            events[key] = known
            return
        }
        if countsByPod[event.podUID, default: 0] >= podLimit { dropOldest(of: podLimit) { $0.podUID == event.podUID } }
        if events.count >= limit { dropOldest(of: limit) { _ in true } }
        events[key] = (order, event)
        countsByPod[event.podUID, default: 0] += 1
    }

    /// A sixteenth at once: finding the oldest looks at all of them.
    private mutating func dropOldest(of limit: Int, _ isCandidate: (Key) -> Bool) {
        let candidates = events.filter { isCandidate($0.key) }.sorted { $0.value.order < $1.value.order }
        for (key, _) in candidates.prefix(max(1, limit / 16)) {
            events[key] = nil
            let left = countsByPod[key.podUID, default: 0] - 1
            countsByPod[key.podUID] = left > 0 ? left : nil
        }
    }

    /// In the order in which each was seen last, oldest first.
    package var all: [Event] { events.values.sorted { $0.order < $1.order }.map(\.event) }
}
