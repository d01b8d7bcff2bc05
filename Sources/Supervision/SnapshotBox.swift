import PodModel
import Synchronization

/// Where the newest snapshot lies for readers on any thread.
final class SnapshotBox: Sendable {
    private let state: Mutex<NodeSnapshot>
    init(_ first: NodeSnapshot) { state = Mutex(first) }
    var snapshot: NodeSnapshot { state.withLock { $0 } }
}
