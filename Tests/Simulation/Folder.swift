import Manifests
import PodModel

/// The folder of manifests: what each file says, as text that podprobe's own reading is given.
struct Folder {
    enum Condition {
        case there
        case gone
        /// It can't be looked into.
        case unreadable
    }

    struct File {
        let pod: Pod
        /// A new one with every edit that is more than a comment.
        let version: Int
        var isBroken = false
        private var comments = 0
        private let manifest: String

        init(_ pod: Pod, version: Int) {
            var labelled = pod
            labelled.metadata.labels[Folder.versionLabel] = "\(version)"
            self.pod = pod
            self.version = version
            var bytes: [UInt8] = []
            labelled.json(status: nil, createdAt: nil).write(to: &bytes)
            manifest = String(decoding: bytes, as: UTF8.self)
        }

        mutating func comment() { comments += 1 }

        fileprivate var text: String {
            let all = String(repeating: "# somebody was here\n", count: comments) + manifest
            return isBroken ? String(all.dropLast(20)) : all
        }
    }

    static let path = "/pods"
    /// Tells which edit a pod comes from.
    static let versionLabel = "version"
    private static let configs =
        #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"level": "debug"}}"#

    private(set) var files: [String: File] = [:] { didSet { known = nil } }
    var hasConfigs = false { didSet { known = nil } }
    var condition = Condition.there { didSet { known = nil } }
    private var versions = 0
    /// Of the folder as it is: reading it again would give the same.
    private var known: ManifestLoad?

    /// Sorted, because a dictionary's order is another in every process.
    var names: [String] { files.keys.sorted() }

    mutating func write(_ file: String, _ pod: Pod) {
        versions += 1
        files[file] = File(pod, version: versions)
    }

    mutating func remove(_ file: String) { files[file] = nil }
    mutating func setBroken(_ file: String, _ isBroken: Bool) { files[file]?.isBroken = isBroken }
    mutating func comment(_ file: String) { files[file]?.comment() }

    /// What podprobe makes of it. The texts go the way of manifests from an address, because there are no files; what it
    /// says of the folder itself is said here.
    mutating func load(_ loader: ManifestLoader) -> ManifestLoad {
        let load = known ?? read(loader)
        known = load
        return load
    }

    private func read(_ loader: ManifestLoader) -> ManifestLoad {
        if condition == .unreadable {
            var load = ManifestLoad()
            load.unreadablePaths = [Self.path]
            load.issues = [ManifestIssue(.error, .read, file: Self.path, message: "can't be looked into")]
            return load
        }
        var load = loader.load([], documents: condition == .there ? documents : [])
        if condition == .gone {
            load.missingPaths = [Self.path]
            load.issues = [ManifestIssue(.error, .read, file: Self.path, message: "no such file or folder")]
        }
        return load
    }

    private var documents: [ManifestDocument] {
        var texts = names.compactMap { name in files[name].map { (name, $0.text) } }
        if hasConfigs { texts.append(("\(Self.path)/zz", Self.configs)) }
        return texts.map { name, text in
            var document = ManifestDocument(url: name)
            document.bytes = Array(text.utf8)
            return document
        }
    }
}
