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
        let whole = container.envFrom.enumerated().flatMap { index, source in
            let one = path.field("envFrom").index(index)
            return [
                Use(.configMap, source.configMapRef, one.field("configMapRef")),
                Use(.secret, source.secretRef, one.field("secretRef")),
            ]
        }
        let keys = container.env.enumerated().flatMap { index, variable in
            let one = path.field("env").index(index).field("valueFrom")
            return [
                Use(.configMap, variable.valueFrom?.configMapKeyRef, one.field("configMapKeyRef")),
                Use(.secret, variable.valueFrom?.secretKeyRef, one.field("secretKeyRef")),
            ]
        }
        return (whole + keys).compactMap { $0.flatMap { missing($0, namespace) } }
    }

    private func missing(_ use: Use, _ namespace: String) -> PodWarning? {
        let wait = "the container waits in CreateContainerConfigError until there is one"
        let object = ConfigReference(use.kind, namespace: namespace, name: use.name)
        guard let known = keys[object] else {
            let names = keys.keys.filter { $0.kind == object.kind && $0.namespace == object.namespace }.map(\.name)
            return PodWarning(use.path, "no manifest has the \(object); \(wait)\(nearMiss(object.name, names))")
        }
        guard let key = use.key, !known.contains(key) else { return nil }
        return PodWarning(
            use.path, "the \(object) has no key \(key.quotedShort); \(wait)\(nearMiss(key, known))")
    }

    private func nearMiss(_ name: String, _ known: [String]) -> String {
        Spelling.nearMiss(name, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
    }
}

/// One place in a manifest that needs an object, or a key of it.
private struct Use {
    let kind: ConfigReference.Kind
    let name: String
    let key: String?
    let path: FieldPath

    /// nil where there is none, or none is needed.
    init?(_ kind: ConfigReference.Kind, _ reference: ObjectReference?, _ path: FieldPath) {
        guard let reference, !reference.optional else { return nil }
        (self.kind, name, key, self.path) = (kind, reference.name, nil, path)
    }

    init?(_ kind: ConfigReference.Kind, _ selector: KeySelector?, _ path: FieldPath) {
        guard let selector, !selector.optional else { return nil }
        (self.kind, name, key, self.path) = (kind, selector.name, selector.key, path)
    }
}
