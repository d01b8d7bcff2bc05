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
    /// Given paths and files of folders that exist but could not be looked into: nothing is known about their pods.
    package var unreadablePaths: [String] = []
    /// Given paths that are files themselves.
    package var givenFiles: Set<String> = []
    /// Given paths where there is nothing: no pod is wanted from there.
    package var missingPaths: [String] = []
    /// 48 bits over the names and bytes of all files that were read, so that a double holds it exactly.
    package var configHash: UInt64 = 0

    package init() {}

    package var hasErrors: Bool { issues.contains { $0.severity == .error } }

    /// No file is broken and every path could be read: what is not here is not wanted.
    package var isWhole: Bool { unreadablePaths.isEmpty && missingPaths.isEmpty && brokenFiles.isEmpty }

    /// Whether the file, or the folder that it is in, could not be looked into.
    package func isUnreadable(_ file: String) -> Bool { unreadablePaths.contains { file.isAt($0) } }

    /// Of which files what they held stays, whatever they hold now. The files of a folder have until the next listing to be mended; a
    /// file that was given itself has for ever, because a kubelet replaces nothing while it is broken (listConfig in
    /// pkg/kubelet/config/file.go).
    package func kept(of files: Set<String>, _ reason: ManifestChange) -> Set<String> {
        let broken = brokenFiles
        return files.filter { file in
            if isUnreadable(file) { return true }
            return (reason == .changed || givenFiles.contains(file)) && broken.contains(file)
        }
    }

    /// Whether it is known of every pod whether it is wanted. What is broken from the beginning has until the next listing,
    /// as a broken edit has; an address that has never given a good manifest may take as long as it likes.
    package func isComplete(_ reason: ManifestChange, _ documents: [ManifestDocument] = []) -> Bool {
        let broken = brokenFiles
        return documents.allSatisfy { $0.bytes != nil && ($0.lastGood != nil || !broken.contains($0.url)) }
            && (isWhole || reason == .periodic && unreadablePaths.isEmpty && givenFiles.isDisjoint(with: broken))
    }

    /// Files that can't be trusted as a whole; a pod that only shares its name or uid with another's breaks nothing.
    package var brokenFiles: Set<String> {
        Set(issues.filter { $0.severity == .error && $0.reason != .conflict }.map(\.file)).subtracting(missingPaths)
    }
}

extension String {
    /// Whether this is the path, or that of an entry of the folder with this path.
    fileprivate func isAt(_ path: String) -> Bool { self == path || hasPrefix(path.hasSuffix("/") ? path : path + "/") }
}
