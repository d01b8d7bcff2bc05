/// The rules of env and envFrom (kubelet-semantics 6).
extension FieldErrors {
    mutating func check(environment container: Container, _ path: FieldPath) {
        for (i, variable) in container.env.enumerated() {
            let one = path.field("env").index(i)
            checkName(one.field("name"), variable.name, NameRules.environmentName)
            if let source = variable.valueFrom {
                check(source, besides: variable.value, one.field("valueFrom"))
            }
        }
        for (i, source) in container.envFrom.enumerated() { check(source, path.field("envFrom").index(i)) }
    }

    private mutating func check(_ source: EnvFromSource, _ path: FieldPath) {
        if !source.prefix.isEmpty {
            invalid(path.field("prefix"), source.prefix, each: NameRules.environmentName(source.prefix))
        }
        for (name, reference) in [("configMapRef", source.configMapRef), ("secretRef", source.secretRef)] {
            guard let reference else { continue }
            checkName(path.field(name).field("name"), reference.name, NameRules.dnsSubdomain)
        }
        switch (source.configMapRef, source.secretRef) {
        case (nil, nil): invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
        case (.some, .some): invalid(path, "", "may not have more than one field specified at a time; make two entries")
        default: break
        }
    }

    private mutating func check(_ source: EnvVarSource, besides value: String, _ path: FieldPath) {
        if let field = source.fieldRef { check(field, path.field("fieldRef")) }
        if let resource = source.resourceFieldRef { check(resource, path.field("resourceFieldRef")) }
        if let key = source.configMapKeyRef { check(key, path.field("configMapKeyRef")) }
        if let key = source.secretKeyRef { check(key, path.field("secretKeyRef")) }
        let isThere = [
            source.fieldRef != nil, source.resourceFieldRef != nil, source.configMapKeyRef != nil,
            source.secretKeyRef != nil,
        ]
        switch isThere.count(where: { $0 }) {
        case 0:
            let names = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
            invalid(path, "", "must specify one of: \(names)")
        case _ where !value.isEmpty:
            invalid(path, "", "may not be specified when `value` is not empty; remove one of them")
        case 2...: invalid(path, "", "may not have more than one field specified at a time; keep one of them")
        default: break
        }
    }

    private mutating func check(_ key: KeySelector, _ path: FieldPath) {
        invalid(path.field("name"), key.name, each: NameRules.dnsSubdomain(key.name))
        checkName(path.field("key"), key.key, NameRules.configKey)
    }

    private mutating func check(_ selector: ObjectFieldSelector, _ path: FieldPath) {
        let fieldPath = path.field("fieldPath")
        guard !selector.fieldPath.isEmpty else { return required(fieldPath, "name a field, such as metadata.name") }
        guard selector.apiVersion == "v1" else {
            return invalid(fieldPath, selector.fieldPath, "apiVersion \(selector.apiVersion) is not known; write v1")
        }
        let parts = DownwardPath(selector.fieldPath)
        if let key = parts.subscriptKey { return check(subscript: key, of: parts.field, path, selector.fieldPath) }
        if DownwardPath.environmentFields.contains(parts.field) { return }
        if DownwardPath.otherFields.contains(parts.field) {
            let map = parts.field == "metadata.labels" || parts.field == "metadata.annotations"
            let hint = map ? "name one entry, such as \(parts.field)['app'], or write " : "write "
            let names = DownwardPath.environmentFields.joined(separator: ", ")
            return add(.notSupported, fieldPath, value: selector.fieldPath, "\(hint)one of \(names)")
        }
        let names = DownwardPath.environmentFields.joined(separator: ", ")
        invalid(fieldPath, selector.fieldPath, "no such field; write one of \(names)")
    }

    private mutating func check(subscript key: String, of field: String, _ path: FieldPath, _ text: String) {
        switch field {
        case "metadata.labels": invalid(path, text, each: NameRules.qualifiedName(key))
        case "metadata.annotations": invalid(path, text, each: NameRules.qualifiedName(key.lowercased()))
        default:
            invalid(
                path.field("fieldPath"), text,
                "\(field) does not support subscript; only metadata.labels and annotations do")
        }
    }

    private mutating func check(_ selector: ResourceFieldSelector, _ path: FieldPath) {
        let resource = path.field("resource")
        let name = selector.resource.split(separator: ".", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        let isKnown =
            ["limits." + name, "requests." + name].contains(selector.resource)
            && (["cpu", "memory", "ephemeral-storage"].contains(name) || ResourceName.isHugePages(name))
        if selector.resource.isEmpty {
            required(resource, "name a resource, such as limits.memory")
        } else if !isKnown {
            let right = "write limits or requests, a dot, and cpu, memory, ephemeral-storage or hugepages-<size>"
            add(.notSupported, resource, value: selector.resource, right)
        }
        if isKnown, let divisor = selector.divisor, !divisor.isZero {
            check(divisor: divisor, name, path.field("divisor"))
        }
    }

    private mutating func check(divisor: Quantity, _ name: String, _ path: FieldPath) {
        let decimal = ["1", "1k", "1M", "1G", "1T", "1P", "1E"]
        let binary = ["1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]
        let allowed = name == "cpu" ? ["1m", "1"] : decimal + binary
        guard !allowed.contains(divisor.canonical) else { return }
        let names = allowed.joined(separator: ", ")
        invalid(path, divisor, "only the divisors \(names) are supported with \(name)")
    }
}
