package import PodModel

/// Which pods shall run, from one load to the next. A file of a folder that breaks keeps its pods until the next periodic listing
/// (kubelet-semantics 7), so that a half-written or mistyped edit stops nothing at once.
package struct ManifestLedger: Sendable {
    /// What one load changed; pods are told apart by namespace and name.
    package struct Change: Sendable, Equatable {
        package var added: [LoadedPod] = []
        /// As they are now.
        package var changed: [LoadedPod] = []
        /// As they were.
        package var removed: [LoadedPod] = []
        /// Still to run, as they were, although their file is broken or can't be read at the moment.
        package var keptBecauseBroken: [LoadedPod] = []

        package init() {}

        /// Whether the same pods run as before.
        package var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
    }

    /// All pods that shall run, sorted by key.
    package private(set) var pods: [LoadedPod] = []
    /// The ConfigMaps and Secrets, kept and dropped with their files as pods are.
    package private(set) var objects: [LoadedObject] = []

    package var configData: ConfigData {
        Dictionary(objects.map { ($0.reference, $0.data) }, uniquingKeysWith: { _, last in last })
    }

    package init() {}

    /// - Parameter reason: `.changed` also for SIGHUP and `POST /-/reload`, which keep the old state where they fail.
    package mutating func apply(_ load: ManifestLoad, _ reason: ManifestChange) -> Change {
        let files = Set(pods.map(\.file)).union(objects.map(\.file))
        let heldFiles = load.kept(of: files, reason)
        let isHeld = { (file: String) in heldFiles.contains(file) }
        let held = pods.filter { isHeld($0.file) }
        let heldUIDs = Set(held.map(\.pod.metadata.uid)).subtracting([""])
        let next = Self.merged(held, load.pods.filter { !heldUIDs.contains($0.pod.metadata.uid) }, \.file)
        let sorted = Dictionary(next.map { ($0.key, $0) }, uniquingKeysWith: { held, _ in held }).values
            .sorted { $0.key < $1.key }
        var change = Self.change(from: pods, to: sorted)
        change.keptBecauseBroken = held.filter { !load.pods.contains($0) }
        pods = sorted
        objects = Self.merged(objects.filter { isHeld($0.file) }, load.objects, \.file)
            .sorted { ($0.file, $0.documentIndex) < ($1.file, $1.documentIndex) }
        return change
    }

    /// What is held, and what came from files of which nothing is held.
    private static func merged<Entry>(_ held: [Entry], _ loaded: [Entry], _ file: (Entry) -> String) -> [Entry] {
        let files = Set(held.map(file))
        return held + loaded.filter { !files.contains(file($0)) }
    }

    private static func change(from old: [LoadedPod], to new: [LoadedPod]) -> Change {
        let before = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { _, last in last })
        let after = Set(new.map(\.key))
        var change = Change()
        for pod in new {
            guard let was = before[pod.key] else {
                change.added.append(pod)
                continue
            }
            if was.pod != pod.pod { change.changed.append(pod) }
        }
        change.removed = old.filter { !after.contains($0.key) }
        return change
    }
}
