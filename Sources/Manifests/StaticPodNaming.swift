import PodModel

/// What a static pod is called on its node (kubelet-semantics 7).
struct StaticPodNaming {
    /// Kubernetes' limit for a pod's name.
    static let nameLimit = 253

    let nodeName: String

    private var suffix: String { "-\(nodeName.lowercased())" }

    /// - Parameter origin: where it comes from; pods of another file or address are other pods.
    func named(_ parsed: ParsedPod, file: String, origin: ManifestOrigin) -> LoadedPod {
        var pod = parsed.pod
        let original = pod.metadata.name
        if pod.metadata.uid.isEmpty { pod.metadata.uid = uid(pod, origin.identity) }
        pod.metadata.name = original + suffix
        if pod.metadata.namespace.isEmpty { pod.metadata.namespace = "default" }
        pod.metadata.annotations["kubernetes.io/config.hash"] = pod.metadata.uid
        pod.metadata.annotations["kubernetes.io/config.source"] = origin.source
        pod.spec.nodeName = nodeName
        if origin.isFile { tolerateEverything(&pod.spec) }
        return LoadedPod(pod: pod, file: file, documentIndex: parsed.documentIndex, originalName: original)
    }

    /// A file's pods stay whatever taints their node gets: a kubelet gives each this toleration, in place of one that
    /// says the same but for a while (AddOrUpdateTolerationInPod); those of an address do without.
    private func tolerateEverything(_ spec: inout PodSpec) {
        let all = JSONValue.fields(["operator": .string("Exists"), "effect": .string("NoExecute")])
        var tolerations: [JSONValue] = []
        if case .array(let given)? = spec.others["tolerations"] { tolerations = given }
        let matches = { (one: JSONValue) in
            ["key", "operator", "effect", "value"].allSatisfy { (one[$0] ?? .string("")) == (all[$0] ?? .string("")) }
        }
        if let index = tolerations.firstIndex(where: matches) {
            tolerations[index] = all
        } else {
            tolerations.append(all)
        }
        spec.others["tolerations"] = .array(tolerations)
    }

    /// The same for the same pod of the same file: comments, blanks, the order of fields, defaults that are written out
    /// and other pods of the file change nothing. A kubelet, too, hashes what it decoded and defaulted
    /// (pkg/kubelet/config/common.go). A podprobe that shows a pod in another way replaces every such pod once, so a test
    /// pins the uid of a known one.
    private func uid(_ pod: Pod, _ path: String) -> String {
        var hash = FNV128()
        for part in [pod.json(status: nil, createdAt: nil).sorted.text, nodeName.lowercased(), path] {
            hash.add(part)
            hash.add("\0")
        }
        return hash.hex
    }

    /// Why the name can't take the node's name behind it; nil where it can.
    func complaint(about name: String) -> String? {
        let length = name.utf8.count + suffix.utf8.count
        guard length > Self.nameLimit else { return nil }
        return
            "Invalid value: with \(suffix) behind it the name has \(length) characters, and \(Self.nameLimit) are allowed"
    }
}

/// Where a manifest comes from.
enum ManifestOrigin {
    case file(absolutePath: String)
    case url(String)

    var isFile: Bool {
        if case .file = self { true } else { false }
    }

    /// The value of `kubernetes.io/config.source`.
    var source: String {
        switch self {
        case .file: "file"
        case .url: "http"
        }
    }

    /// What takes part in the uid.
    var identity: String {
        switch self {
        case .file(let path): path
        case .url(let url): "url:\(url)"
        }
    }
}
