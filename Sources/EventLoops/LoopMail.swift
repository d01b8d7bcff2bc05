import Synchronization

/// A way back into a loop that is not made yet when its world already needs the way.
package final class LoopMail<World>: Sendable {
    private struct Address {
        weak var thread: LoopThread<World>?
    }
    private let address = Mutex(Address())

    package init() {}

    package func connect(_ thread: LoopThread<World>) { address.withLock { $0.thread = thread } }

    /// Dropped when the loop is gone.
    package func post(_ body: @escaping @Sendable (World) -> Void) {
        let thread = address.withLock { $0.thread }
        thread?.post(body)
    }
}
