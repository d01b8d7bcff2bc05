import PodModel

/// An object of a manifest that podprobe can use.
enum DecodedObject: Equatable {
    case pod(Pod, SourceNode)
    /// A ConfigMap or Secret with its data, a Secret's decoded.
    case config(ConfigReference.Kind, ObjectMeta, data: [String: String], SourceNode)
}

extension ManifestDecoder {
    /// The objects of a document: itself, or the items of a list; nil for one that has an error or is of no use.
    func objects(in root: SourceNode) -> [DecodedObject?] {
        objects(SourceField(name: "", node: root, line: root.line, path: FieldPath()))
    }

    /// - Parameter isPod: an item of a PodList, which need not say so itself.
    private func objects(_ field: SourceField, isPod: Bool = false) -> [DecodedObject?] {
        guard field.node.mapping != nil else {
            mismatch(field, expected: "a manifest", right: "write apiVersion: v1, kind: Pod, metadata and spec")
            return [nil]
        }
        let errorsBefore = errorCount
        switch isPod && field.node["kind"] == nil ? "Pod" : kind(of: field) {
        case "List": return items(of: field, arePods: false)
        case "PodList": return items(of: field, arePods: true)
        case "Pod":
            let pod = validated(pod(field), field)
            return [errorCount == errorsBefore ? .pod(pod, field.node) : nil]
        case let name?:
            guard let kind = ConfigReference.Kind(rawValue: name) else { return [nil] }
            let config = config(field, kind)
            return [errorCount == errorsBefore ? config : nil]
        case nil: return [nil]
        }
    }

    private func items(of list: SourceField, arePods: Bool) -> [DecodedObject?] {
        guard let items = fields(list, .list).first(where: { $0.name == "items" }) else {
            reportMissing(list.path.field("items"), "a list has items")
            return [nil]
        }
        return self.list(items, "manifests", blank: [nil]) { item in
            guard item.node["kind"]?.value.string != "List" else {
                skip(item, "a list inside a list: put its items into the outer one")
                return [nil]
            }
            return objects(item, isPod: arePods)
        }.flatMap { $0 }
    }

    private func validated(_ pod: Pod, _ object: SourceField) -> Pod {
        let pod = pod.defaulted()
        guard !isGuess else { return pod }
        for error in pod.fieldErrors() {
            var error = error
            error.path = FieldPath(object.path.steps + error.path.steps)
            if !hasReported(error) { report(error) }
        }
        for warning in pod.warnings() + warnings(pod) {
            report(.warning, at: FieldPath(object.path.steps + warning.path.steps), warning.message)
        }
        return pod
    }

    private func report(_ error: FieldError) {
        var message = error.kind.rawValue
        if let value = error.value, !value.isEmpty { message += ": \(value.quotedShort)" }
        if !error.detail.isEmpty { message += ": \(error.detail)" }
        if error.value.map(Placeholder.isLikely) == true {
            message += "; this looks like a placeholder: put the real value here"
        }
        report(.error, at: error.path, message)
    }
}

extension ManifestDecoder {
    /// Other things than Pods whose pod template could be run.
    private static let withTemplate: Set<String> = [
        "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob",
        "PodTemplate",
    ]
    private static let others: Set<String> = withTemplate.union([
        "Service", "Ingress", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "ServiceAccount",
        "Role",
        "RoleBinding", "ClusterRole", "ClusterRoleBinding", "NetworkPolicy", "HorizontalPodAutoscaler",
        "PodDisruptionBudget", "StorageClass", "CustomResourceDefinition", "Endpoints", "Event", "LimitRange",
        "ResourceQuota", "PriorityClass", "Kustomization",
    ])
    private static let kinds = ["Pod", "List", "PodList", "ConfigMap", "Secret"]

    /// The kind that the object has or means; nil, and a report, where podprobe has no use for it.
    private func kind(of object: SourceField) -> String? {
        guard let field = member("kind", of: object) else {
            let path = object.path.field("kind")
            reportMissing(path, "write kind: Pod")
            return "Pod"
        }
        guard let written = field.node.string else {
            mismatch(field, expected: "a string", right: "write kind: Pod")
            return nil
        }
        guard let kind = known(written, field) else { return nil }
        checkVersion(of: object, kind)
        return kind
    }

    private func known(_ kind: String, _ field: SourceField) -> String? {
        if Self.kinds.contains(kind) { return kind }
        let meant =
            Self.others.contains(kind) ? kind : Spelling.nearMiss(kind, among: Self.kinds + Self.others.sorted())
        if let meant, Self.kinds.contains(meant) {
            report(.error, .validate, field, "Unsupported value: \(kind.quotedShort): did you mean \(meant)?")
            return meant
        }
        let advice =
            meant.map(Self.withTemplate.contains) == true
            ? "podprobe runs Pods; put its pod template in a manifest of kind Pod"
            : "podprobe runs Pods and has no use for it; move it out of the manifests"
        report(.error, .unsupported, field, "kind \(kind.quotedShort.dropFirst().dropLast()): \(advice)")
        return nil
    }

    private func checkVersion(of object: SourceField, _ kind: String) {
        guard let field = member("apiVersion", of: object) else {
            reportMissing(object.path.field("apiVersion"), "write apiVersion: v1")
            return
        }
        let version = string(field)
        guard version != "v1", !version.isEmpty || field.node.isNull else { return }
        report(
            .error, .validate, field,
            "Unsupported value: \(version.quotedShort): a \(kind) is of apiVersion v1; write apiVersion: v1")
    }

    /// `kind` or `apiVersion`, also where it is misspelled (which is reported with the other fields).
    private func member(_ name: String, of object: SourceField) -> SourceField? {
        let entries = object.node.mapping ?? []
        let near = { Spelling.nearMiss($0, among: FieldSchema.object.fields) == name }
        guard let entry = object.node[name] ?? entries.first(where: { near($0.key) }) else { return nil }
        return SourceField(name: name, node: entry.value, line: entry.line, path: object.path.field(name))
    }
}
