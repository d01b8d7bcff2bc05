extension Container {
    /// The literal variables by name, which is all that an exec probe's command may refer to: one with a `valueFrom` is
    /// known and empty, and what comes by `envFrom` is not known at all (kubelet-semantics 1.5).
    package var literalEnvironment: [String: String] {
        env.reduce(into: [:]) { $0[$1.name] = $1.value }
    }

    /// The variables, command and args that this container of `pod` starts with (kubelet-semantics 6).
    ///
    /// `data` answers what a ConfigMap or Secret holds (a Secret's values decoded), nil where there is none. A required
    /// one that is missing is a problem; so is a resource of a container that the pod does not have.
    package func environment(
        for pod: Pod, _ facts: EnvironmentFacts, data: (ConfigReference) -> [String: String]? = { _ in nil }
    ) -> ResolvedEnvironment {
        var resolver = EnvironmentResolver(container: self, pod: pod, facts: facts)
        for source in envFrom { resolver.take(source, data) }
        for variable in env { resolver.take(variable, data) }
        return resolver.finish()
    }
}

private struct EnvironmentResolver {
    let container: Container
    let pod: Pod
    let facts: EnvironmentFacts
    private var result = ResolvedEnvironment()
    private var indexByName: [String: Int] = [:]

    init(container: Container, pod: Pod, facts: EnvironmentFacts) {
        self.container = container
        self.pod = pod
        self.facts = facts
    }

    mutating func take(_ source: EnvFromSource, _ data: (ConfigReference) -> [String: String]?) {
        if let reference = source.configMapRef { take(reference, .configMap, source.prefix, data) }
        if let reference = source.secretRef { take(reference, .secret, source.prefix, data) }
    }

    private mutating func take(
        _ reference: ObjectReference, _ kind: ConfigReference.Kind, _ prefix: String,
        _ data: (ConfigReference) -> [String: String]?
    ) {
        let object = ConfigReference(kind, namespace: pod.metadata.namespace, name: reference.name)
        guard let values = data(object) else {
            if !reference.optional { result.problems.append(Self.missing(object)) }
            return
        }
        let named = values.map { (name: prefix + $0.key, value: $0.value) }.sorted { $0.name < $1.name }
        let refused = named.filter { !EnvVar.isValid(name: $0.name) }
        for one in named where EnvVar.isValid(name: one.name) { set(one.name, one.value) }
        if !refused.isEmpty {
            let keys = refused.map(\.name).joined(separator: ", ")
            result.warnings.append(
                "Keys [\(keys)] from the EnvFrom \(object.kind.source) \(object.namespace)/\(object.name) were skipped"
                    + " since they are considered invalid environment variable names.")
        }
    }

    mutating func take(_ variable: EnvVar, _ data: (ConfigReference) -> [String: String]?) {
        guard variable.value.isEmpty, let source = variable.valueFrom else {
            return set(variable.name, expanded(variable.value))
        }
        if let field = source.fieldRef {
            set(variable.name, pod.value(of: field.fieldPath, facts) ?? "")
        } else if let resource = source.resourceFieldRef {
            take(resource, as: variable.name)
        } else if let key = source.configMapKeyRef {
            take(key, .configMap, as: variable.name, data)
        } else if let key = source.secretKeyRef {
            take(key, .secret, as: variable.name, data)
        } else {
            set(variable.name, "")
        }
    }

    private mutating func take(
        _ key: KeySelector, _ kind: ConfigReference.Kind, as name: String,
        _ data: (ConfigReference) -> [String: String]?
    ) {
        let object = ConfigReference(kind, namespace: pod.metadata.namespace, name: key.name)
        guard let values = data(object) else {
            if !key.optional { result.problems.append(Self.missing(object)) }
            return
        }
        if let value = values[key.key] { return set(name, value) }
        if !key.optional { result.problems.append("couldn't find key \(key.key) in \(object)") }
    }

    private mutating func take(_ selector: ResourceFieldSelector, as name: String) {
        let all = pod.spec.allContainers
        let named = selector.containerName.isEmpty ? container : all.first { $0.name == selector.containerName }
        guard let owner = named else {
            return result.problems.append("container \(selector.containerName) not found")
        }
        set(name, owner.resourceValue(of: selector, allocatable: facts.allocatable))
    }

    private mutating func set(_ name: String, _ value: String) {
        if let index = indexByName[name] { return result.variables[index].value = value }
        indexByName[name] = result.variables.count
        result.variables.append(EnvVar(name: name, value: value))
    }

    private func expanded(_ text: String) -> String {
        Expansion.expand(text) { indexByName[$0].map { result.variables[$0].value } }
    }

    private static func missing(_ object: ConfigReference) -> String {
        "\(object.kind.noun) \"\(object.name)\" not found"
    }

    func finish() -> ResolvedEnvironment {
        var finished = result
        finished.command = container.command.map(expanded)
        finished.args = container.args.map(expanded)
        return finished
    }
}

extension ConfigReference.Kind {
    /// As the API's own messages call it.
    fileprivate var noun: String { rawValue.lowercased() }
    /// As the kubelet calls it where it skips keys (makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go).
    fileprivate var source: String {
        switch self {
        case .configMap: "configMap"
        case .secret: "secret"
        }
    }
}
