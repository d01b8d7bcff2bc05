/// Which pods shall run, from one load to the next: a file that broke keeps its pods until the next periodic listing
/// (kubelet-semantics 7).
package struct ManifestLedger: Sendable {
    /// What one load changed; pods are told apart by namespace and name.
    package struct Change: Sendable, Equatable {
        package var added: [LoadedPod] = []
        /// As they are now.
        package var changed: [LoadedPod] = []
        /// As they were.
        package var removed: [LoadedPod] = []
        /// Still running only because their file is broken at the moment.
        package var keptBecauseBroken: [LoadedPod] = []

        package init() {}
    }

    /// All pods that shall run, sorted by key.
    package private(set) var pods: [LoadedPod] = []

    package init() {}

    /// - Parameter reason: `.changed` also for SIGHUP and `POST /-/reload`, which keep the old state where they fail.
    package mutating func apply(_ load: ManifestLoad, _ reason: ManifestChange) -> Change { Change() }
}
