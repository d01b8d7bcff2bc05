extension Pod {
    /// Everything that Kubernetes would refuse in this pod, with the same kinds and field paths (kubelet-semantics 1.1,
    /// 5.4, 6). Defaults are filled in first, as the API does, so that an explicit 0 that means the default is no error.
    package func fieldErrors() -> [FieldError] {
        var errors = FieldErrors()
        let pod = defaulted()
        errors.check(pod.metadata)
        errors.check(pod.spec)
        return errors.list
    }
}

extension FieldErrors {
    fileprivate mutating func check(_ metadata: ObjectMeta) {
        let path = FieldPath("metadata")
        if metadata.name.isEmpty {
            required(path.field("name"), "name is needed for the pod, such as my-pod")
        } else {
            invalid(path.field("name"), metadata.name, each: NameRules.dnsSubdomain(metadata.name))
        }
        invalid(path.field("namespace"), metadata.namespace, each: NameRules.dnsLabel(metadata.namespace))
        check(labels: metadata.labels, path.field("labels"))
        check(annotations: metadata.annotations, path.field("annotations"))
    }

    mutating func check(labels: [String: String], _ path: FieldPath) {
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            invalid(path, key, each: NameRules.qualifiedName(key))
            invalid(path.key(key), value, each: NameRules.labelValue(value))
        }
    }

    private mutating func check(annotations: [String: String], _ path: FieldPath) {
        for key in annotations.keys.sorted() {
            invalid(path, key, each: NameRules.qualifiedName(key.lowercased()))
        }
        let size = annotations.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if size > 262_144 { add(.invalid, path, "all annotations together may have 262144 bytes, and have \(size)") }
    }

    fileprivate mutating func check(_ spec: PodSpec) {
        let path = FieldPath("spec")
        checkContainers(of: spec, path)
        if let seconds = spec.activeDeadlineSeconds, !(1...Int64(Int32.max)).contains(seconds) {
            invalid(path.field("activeDeadlineSeconds"), seconds, "must be between 1 and 2147483647, inclusive")
        }
        checkIfSet(path.field("serviceAccountName"), spec.serviceAccountName, NameRules.dnsSubdomain)
        checkIfSet(path.field("nodeName"), spec.nodeName, NameRules.dnsSubdomain)
        checkIfSet(path.field("hostname"), spec.hostname, NameRules.dnsLabel)
        checkIfSet(path.field("priorityClassName"), spec.priorityClassName, NameRules.dnsSubdomain)
        checkNodes(of: spec, path)
        for (i, gate) in spec.readinessGates.enumerated() {
            let type = path.field("readinessGates").index(i).field("conditionType")
            invalid(type, gate, each: NameRules.qualifiedName(gate))
        }
        for (name, quantity) in spec.overhead.sorted(by: { $0.key < $1.key }) {
            check(quantity, of: name, path.field("overhead").key(name))
        }
        if case .string(let policy) = spec.others["dnsPolicy"] {
            let supported = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]
            check(path.field("dnsPolicy"), policy, isOneOf: supported)
        }
    }

    private mutating func checkIfSet(_ path: FieldPath, _ name: String, _ rule: (String) -> [String]) {
        if !name.isEmpty { invalid(path, name, each: rule(name)) }
    }
}
