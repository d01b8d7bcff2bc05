import PodModel

/// What all the given paths hold at one moment.
package struct ManifestLoad: Sendable, Equatable {
    /// Every document without an error, sorted by file and place in it; one pod for each namespace and name.
    package var pods: [LoadedPod] = []
    /// ConfigMaps and Secrets.
    package var objects: [LoadedObject] = []
    /// Sorted by file and line.
    package var issues: [ManifestIssue] = []
    /// Files without an error, sorted.
    package var validFiles: [String] = []
    /// Files with at least one error, sorted. Some of their pods may be good.
    package var invalidFiles: [String] = []
    /// Given paths that exist but could not be looked into: nothing is known about their pods.
    package var unreadablePaths: [String] = []
    /// Given paths where there is nothing: no pod is wanted from there.
    package var missingPaths: [String] = []
    /// 48 bits over the names and bytes of all files that were read, so that a double holds it exactly.
    package var configHash: UInt64 = 0

    package init() {}

    package var hasErrors: Bool { issues.contains { $0.severity == .error } }

    /// No file is broken and every path could be read: what is not here is not wanted.
    package var isWhole: Bool { unreadablePaths.isEmpty && missingPaths.isEmpty && brokenFiles.isEmpty }

    /// Whether it is known of every pod whether it is wanted. What is broken from the beginning has until the next listing,
    /// as a broken edit has; an address that has never given a good manifest may take as long as it likes.
    package func isComplete(_ reason: ManifestChange, _ documents: [ManifestDocument] = []) -> Bool {
        let broken = brokenFiles
        return documents.allSatisfy { $0.bytes != nil && ($0.lastGood != nil || !broken.contains($0.url)) }
            && (isWhole || reason == .periodic && unreadablePaths.isEmpty)
    }

    /// Files that can't be trusted as a whole; a pod that only shares its name or uid with another's breaks nothing.
    package var brokenFiles: Set<String> {
        Set(issues.filter { $0.severity == .error && $0.reason != .conflict }.map(\.file)).subtracting(missingPaths)
    }
}
