import PodModel

extension ManifestDecoder {
    func envVar(_ parent: SourceField) -> EnvVar {
        var variable = EnvVar()
        for field in fields(parent, .envVar) {
            switch field.name {
            case "name": variable.name = string(field)
            case "value": variable.value = string(field, mayBeEmpty: true)
            default: variable.valueFrom = envVarSource(field)
            }
        }
        return variable
    }

    private func envVarSource(_ parent: SourceField) -> EnvVarSource? {
        guard !isUnset(parent) else { return nil }
        var source = EnvVarSource()
        for field in fields(parent, .envVarSource) {
            switch field.name {
            case "fieldRef": source.fieldRef = fieldRef(field)
            case "resourceFieldRef": source.resourceFieldRef = resourceFieldRef(field)
            case "configMapKeyRef": source.configMapKeyRef = keyRef(field)
            case "secretKeyRef": source.secretKeyRef = keyRef(field)
            default:
                report(
                    .error, .unsupported, field,
                    "podprobe does not read \(field.name); take the value from a configMapKeyRef or a secretKeyRef")
            }
        }
        return source
    }

    private func fieldRef(_ parent: SourceField) -> ObjectFieldSelector {
        var selector = ObjectFieldSelector()
        for field in fields(parent, .fieldRef) {
            switch field.name {
            case "fieldPath": selector.fieldPath = string(field)
            default: selector.apiVersion = string(field)
            }
        }
        return selector
    }

    private func resourceFieldRef(_ parent: SourceField) -> ResourceFieldSelector {
        var selector = ResourceFieldSelector()
        for field in fields(parent, .resourceFieldRef) {
            switch field.name {
            case "resource": selector.resource = string(field)
            case "containerName": selector.containerName = string(field)
            default: selector.divisor = field.node.isNull ? nil : quantity(field)
            }
        }
        return selector
    }

    private func keyRef(_ parent: SourceField) -> KeySelector {
        var selector = KeySelector()
        for field in fields(parent, .keyRef) {
            switch field.name {
            case "name": selector.name = string(field)
            case "key": selector.key = string(field)
            default: selector.optional = bool(field)
            }
        }
        return selector
    }

    func envFrom(_ parent: SourceField) -> EnvFromSource {
        var source = EnvFromSource()
        for field in fields(parent, .envFrom) {
            switch field.name {
            case "prefix": source.prefix = string(field, mayBeEmpty: true)
            case "configMapRef": source.configMapRef = objectRef(field)
            default: source.secretRef = objectRef(field)
            }
        }
        return source
    }

    private func objectRef(_ parent: SourceField) -> ObjectReference {
        var reference = ObjectReference()
        for field in fields(parent, .objectRef) {
            switch field.name {
            case "name": reference.name = string(field)
            default: reference.optional = bool(field)
            }
        }
        return reference
    }
}
