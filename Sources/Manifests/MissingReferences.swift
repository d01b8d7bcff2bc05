import PodModel

/// What a pod's environment refers to and no manifest has: no mistake, because it may come later, but worth a warning.
struct MissingReferences {
    private let keys: [ConfigReference: [String]]

    init(_ objects: [LoadedObject]) {
        keys = Dictionary(objects.map { ($0.reference, Array($0.data.keys)) }, uniquingKeysWith: { _, last in last })
    }

    func warnings(about loaded: LoadedPod, line: Int) -> [ManifestIssue] {
        warnings(about: loaded.pod).map {
            ManifestIssue(
                .warning, .validate, file: loaded.file, line: line, fieldPath: $0.path.description, message: $0.message)
        }
    }

    private func warnings(about pod: Pod) -> [PodWarning] {
        let spec = FieldPath("spec")
        var warnings: [PodWarning] = []
        for (list, containers) in [("initContainers", pod.spec.initContainers), ("containers", pod.spec.containers)] {
            for (index, container) in containers.enumerated() {
                warnings += self.warnings(container, pod.metadata.namespace, spec.field(list).index(index))
            }
        }
        return warnings
    }

    private func warnings(_ container: Container, _ namespace: String, _ path: FieldPath) -> [PodWarning] {
        var warnings: [PodWarning] = []
        for (index, source) in container.envFrom.enumerated() {
            let one = path.field("envFrom").index(index)
            for (kind, name, reference) in [
                (ConfigReference.Kind.configMap, "configMapRef", source.configMapRef),
                (.secret, "secretRef", source.secretRef),
            ] {
                guard let reference, !reference.optional else { continue }
                let object = ConfigReference(kind, namespace: namespace, name: reference.name)
                if let warning = missing(object, key: nil, one.field(name)) { warnings.append(warning) }
            }
        }
        for (index, variable) in container.env.enumerated() {
            let one = path.field("env").index(index).field("valueFrom")
            for (kind, name, selector) in [
                (ConfigReference.Kind.configMap, "configMapKeyRef", variable.valueFrom?.configMapKeyRef),
                (.secret, "secretKeyRef", variable.valueFrom?.secretKeyRef),
            ] {
                guard let selector, !selector.optional else { continue }
                let object = ConfigReference(kind, namespace: namespace, name: selector.name)
                if let warning = missing(object, key: selector.key, one.field(name)) { warnings.append(warning) }
            }
        }
        return warnings
    }

    private func missing(_ object: ConfigReference, key: String?, _ path: FieldPath) -> PodWarning? {
        let wait = "the container waits in CreateContainerConfigError until there is one"
        guard let known = keys[object] else {
            let names = keys.keys.filter { $0.kind == object.kind && $0.namespace == object.namespace }.map(\.name)
            let near = Spelling.nearMiss(object.name, among: names.sorted()).map { "; did you mean \($0)?" } ?? ""
            return PodWarning(path, "no manifest has the \(object); \(wait)\(near)")
        }
        guard let key, !known.contains(key) else { return nil }
        let near = Spelling.nearMiss(key, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
        return PodWarning(path, "the \(object) has no key \(key.quotedShort); \(wait)\(near)")
    }
}
