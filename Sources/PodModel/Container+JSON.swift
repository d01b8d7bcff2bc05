extension Container {
    /// The container as the API shows it.
    package var json: JSONValue {
        var fields = JSONFields(others)
        fields["name"] = .string(name)
        fields["resources"] = resources.json
        fields.set("image", image)
        fields.set("imagePullPolicy", imagePullPolicy)
        fields.set("command", command)
        fields.set("args", args)
        fields.set("workingDir", workingDir)
        fields.set("ports", ports.map(\.json))
        fields.set("env", env.map(\.json))
        fields.set("envFrom", envFrom.map(\.json))
        fields["livenessProbe"] = livenessProbe?.json
        fields["readinessProbe"] = readinessProbe?.json
        fields["startupProbe"] = startupProbe?.json
        fields["lifecycle"] = lifecycle?.json
        fields.set("restartPolicy", restartPolicy?.rawValue ?? "")
        fields.set("terminationMessagePath", terminationMessagePath)
        fields.set("terminationMessagePolicy", terminationMessagePolicy)
        return fields.value
    }
}

extension ContainerPort {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["containerPort"] = .int(Int64(containerPort))
        fields.set("name", name)
        fields.set("hostPort", hostPort)
        fields.set("hostIP", hostIP)
        fields.set("protocol", `protocol`)
        return fields.value
    }
}

extension ResourceRequirements {
    package var json: JSONValue {
        var fields = JSONFields(others)
        fields.set("requests", requests)
        fields.set("limits", limits)
        return fields.value
    }
}

extension EnvVar {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["name"] = .string(name)
        fields.set("value", value)
        fields["valueFrom"] = valueFrom?.json
        return fields.value
    }
}

extension EnvVarSource {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        if let fieldRef {
            var one = JSONFields()
            one.set("apiVersion", fieldRef.apiVersion)
            one["fieldPath"] = .string(fieldRef.fieldPath)
            fields["fieldRef"] = one.value
        }
        if let resourceFieldRef {
            var one = JSONFields()
            one.set("containerName", resourceFieldRef.containerName)
            one["resource"] = .string(resourceFieldRef.resource)
            one["divisor"] = .string((resourceFieldRef.divisor ?? .zero).canonical)
            fields["resourceFieldRef"] = one.value
        }
        fields["configMapKeyRef"] = configMapKeyRef?.json
        fields["secretKeyRef"] = secretKeyRef?.json
        return fields.value
    }
}

extension KeySelector {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields.set("name", name)
        fields["key"] = .string(key)
        fields.set("optional", optional)
        return fields.value
    }
}

extension EnvFromSource {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields.set("prefix", prefix)
        fields["configMapRef"] = configMapRef?.json
        fields["secretRef"] = secretRef?.json
        return fields.value
    }
}

extension ObjectReference {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields.set("name", name)
        fields.set("optional", optional)
        return fields.value
    }
}
