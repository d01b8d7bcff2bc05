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
        if pod.metadata.uid.isEmpty { pod.metadata.uid = uid(parsed, origin.identity) }
        pod.metadata.name = original + suffix
        if pod.metadata.namespace.isEmpty { pod.metadata.namespace = "default" }
        pod.metadata.annotations["kubernetes.io/config.hash"] = pod.metadata.uid
        pod.metadata.annotations["kubernetes.io/config.source"] = origin.source
        pod.spec.nodeName = nodeName
        tolerateEverything(&pod.spec)
        return LoadedPod(pod: pod, file: file, documentIndex: parsed.documentIndex, originalName: original)
    }

    /// Static pods stay whatever taints their node gets: a kubelet gives each this toleration unless it has it.
    private func tolerateEverything(_ spec: inout PodSpec) {
        let all = JSONValue.object([
            (key: "operator", value: .string("Exists")), (key: "effect", value: .string("NoExecute")),
        ])
        var tolerations: [JSONValue] = []
        if case .array(let given)? = spec.others["tolerations"] { tolerations = given }
        if !tolerations.contains(all) { spec.others["tolerations"] = .array(tolerations + [all]) }
    }

    /// The same for the same content in the same place: comments, blanks and the order of fields change nothing.
    private func uid(_ parsed: ParsedPod, _ path: String) -> String {
        var hash = FNV128()
        for part in [parsed.source.text, nodeName.lowercased(), path, "\(parsed.documentIndex)"] {
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
