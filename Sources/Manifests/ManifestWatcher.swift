import Synchronization

/// Why the manifests should be read again.
package enum ManifestChange: Sendable, Equatable {
    /// The kernel reported a change; broken files keep their pods (`ManifestLedger`).
    case changed
    /// The periodic listing is due.
    case periodic
}

/// Watches the manifests' files and folders and says when to read them again.
package final class ManifestWatcher: Sendable {
    /// Ends after `stop()`.
    package let changes: AsyncStream<ManifestChange>
    private let continuation: AsyncStream<ManifestChange>.Continuation

    package init(paths: [String], periodSeconds: Int = 20) {
        (changes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func stop() { continuation.finish() }
}
