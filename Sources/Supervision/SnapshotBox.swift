import PodModel
import Synchronization

/// Where the newest state of everything lies for readers on any thread. A change touches its pod only; the list that
/// readers want is made when one asks, and kept until something changes.
final class SnapshotBox: Sendable {
    private struct State {
        var base: NodeSnapshot
        var pods: [String: PodSnapshot] = [:]
        var events: EventLog
        var made: NodeSnapshot?
    }

    private let state: Mutex<State>

    init(_ base: NodeSnapshot, eventLimit: Int) {
        state = Mutex(State(base: base, events: EventLog(limit: eventLimit)))
    }

    var snapshot: NodeSnapshot {
        state.withLock { state in
            if let made = state.made { return made }
            var snapshot = state.base
            snapshot.pods = state.pods.values.sorted {
                ($0.pod.metadata.namespace, $0.pod.metadata.name, $0.createdAt)
                    < ($1.pod.metadata.namespace, $1.pod.metadata.name, $1.createdAt)
            }
            snapshot.events = state.events.all
            state.made = snapshot
            return snapshot
        }
    }

    /// - Parameter pods: by uid; nil for one that is gone.
    func publish(_ pods: [(uid: String, snapshot: PodSnapshot?)], events: [Event]) {
        if pods.isEmpty, events.isEmpty { return }
        state.withLock { state in
            for (uid, snapshot) in pods { state.pods[uid] = snapshot }
            for event in events { state.events.add(event) }
            state.made = nil
        }
    }

    /// - Parameter usage: nil where it could not be read: then the newest stays.
    func publish(usage: [ContainerStats]?) {
        state.withLock { state in
            if let usage { state.base.usage = usage }
            state.base.usageFailed = usage == nil
            state.made = nil
        }
    }

    func publish(runtimeVersion: String) {
        state.withLock { state in
            state.base.runtimeVersion = runtimeVersion
            state.made = nil
        }
    }
}
