import Foundation
import Synchronization

/// Why the manifests should be read again.
package enum ManifestChange: Sendable, Equatable {
    /// Something changed; a broken file keeps its pods (`ManifestLedger`).
    case changed
    /// The periodic listing is due.
    case periodic
}

/// Watches the manifests' files and folders, in a thread of its own, and says when to read them again.
///
/// The kernel's reports are only hints: whoever gets one reads everything. So nothing is lost when they are too many, or
/// when a folder goes and comes back, and without inotify the periodic listing still finds every change.
package final class ManifestWatcher: Sendable {
    package struct Counts: Sendable, Equatable {
        /// Of the kernel.
        package var events = 0
        package var changes = 0
        package var listings = 0
        /// Times that the kernel's queue was full and everything had to be looked at.
        package var overflows = 0
        /// Times that the kernel ceased to report some of the changes.
        package var losses = 0
    }

    /// Holds the newest change that nobody has taken yet. Ends after `stop()`.
    package let changes: AsyncStream<ManifestChange>
    private let shared: WatcherState

    /// Watches from now on: what changes after this returns is reported.
    /// - Parameter paths: files and folders, which need not exist yet.
    package init(paths: [String], periodSeconds: Int = 20) {
        let (changes, continuation) = AsyncStream.makeStream(
            of: ManifestChange.self, bufferingPolicy: .bufferingNewest(1))
        self.changes = changes
        let shared = WatcherState(continuation)
        self.shared = shared
        let watch = WatchThread(paths: paths, period: Int64(periodSeconds) * 1_000_000_000, shared)
        let thread = Thread { watch.run() }
        thread.name = "manifests"
        thread.start()
    }

    deinit { stop() }

    package var counts: Counts { shared.counts.withLock { $0 } }

    /// Why changes are seen only by the periodic listing at the moment; nil where the kernel reports them.
    package var problem: String? { shared.problem.withLock { $0 } }

    /// Ends the thread and the stream; may be called more than once.
    package func stop() { shared.stop() }
}
