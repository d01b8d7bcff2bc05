import PodModel

extension ManifestDecoder {
    /// - Parameter object: an object of kind Pod.
    func pod(_ object: SourceField) -> Pod {
        var pod = Pod()
        for field in fields(object, .object) {
            switch field.name {
            case "metadata": pod.metadata = metadata(field)
            case "spec": pod.spec = podSpec(field)
            // What kubectl get printed; apiVersion and kind were looked at before (ObjectKind).
            default: break
            }
        }
        return pod
    }

    func metadata(_ parent: SourceField) -> ObjectMeta {
        var metadata = ObjectMeta()
        for field in fields(parent, .metadata) {
            switch field.name {
            case "name": metadata.name = string(field)
            case "namespace": metadata.namespace = string(field)
            case "uid": metadata.uid = string(field, mayBeEmpty: true)
            case "labels": metadata.labels = stringMap(field)
            case "annotations": metadata.annotations = stringMap(field)
            case "generation": metadata.generation = int64(field) ?? 0
            default: keep(field, in: &metadata.others)
            }
        }
        return metadata
    }

    /// A field that podprobe does not act on, as it is; one without a value is not set.
    func keep(_ field: SourceField, in others: inout [String: JSONValue]) {
        if !field.node.isNull { others[field.name] = field.node.json }
    }

    private func podSpec(_ parent: SourceField) -> PodSpec {
        var spec = PodSpec()
        var serviceAccount = ""
        for field in fields(parent, .podSpec) {
            switch field.name {
            case "containers": spec.containers = list(field, "containers", blank: Container(), container)
            case "initContainers": spec.initContainers = list(field, "containers", blank: Container(), container)
            case "restartPolicy": spec.restartPolicy = restartPolicy(field) ?? .always
            case "terminationGracePeriodSeconds": spec.terminationGracePeriodSeconds = int64(field)
            case "activeDeadlineSeconds": spec.activeDeadlineSeconds = int64(field)
            case "nodeName": spec.nodeName = string(field)
            case "serviceAccountName": spec.serviceAccountName = string(field)
            case "serviceAccount": serviceAccount = string(field)
            case "hostname": spec.hostname = string(field)
            case "hostNetwork": spec.hostNetwork = bool(field)
            case "priority": spec.priority = int32(field)
            case "priorityClassName": spec.priorityClassName = string(field)
            case "readinessGates": spec.readinessGates = list(field, "readiness gates", blank: "", readinessGate)
            case "overhead": spec.overhead = quantities(field)
            case "nodeSelector": spec.nodeSelector = stringMap(field)
            case "affinity":
                spec.requiredNodeTerms = requiredNodeTerms(field)
                keep(field, in: &spec.others)
            default: keep(field, in: &spec.others)
            }
        }
        // The old name of serviceAccountName.
        if spec.serviceAccountName.isEmpty { spec.serviceAccountName = serviceAccount }
        return spec
    }

    func restartPolicy(_ field: SourceField) -> RestartPolicy? {
        RestartPolicy(rawValue: choice(field, RestartPolicy.allCases.map(\.rawValue)))
    }

    private func readinessGate(_ parent: SourceField) -> String {
        fields(parent, .readinessGate).map { string($0) }.first ?? ""
    }
}
