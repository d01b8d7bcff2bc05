extension Pod {
    /// What `kubectl get pod -o json` shows: the manifest as defaulted, with what podprobe keeps but does not act on,
    /// and, where a status is given, that and the priority as the API server's admission sets it. Objects are sorted by name.
    package func json(
        status: PodStatus?, createdAt: Timestamp?, deletionTimestamp: Timestamp? = nil
    ) -> JSONValue {
        var fields = JSONFields()
        fields["apiVersion"] = .string("v1")
        fields["kind"] = .string("Pod")
        var metadata = metadata.jsonFields
        metadata.set("creationTimestamp", createdAt)
        metadata.set("deletionTimestamp", deletionTimestamp)
        if deletionTimestamp != nil {
            metadata["deletionGracePeriodSeconds"] = .int(spec.terminationGracePeriodSeconds ?? 30)
        }
        fields["metadata"] = metadata.value
        fields["spec"] = (status == nil ? spec : spec.asAdmitted).json
        fields["status"] = status?.json(of: spec)
        return fields.value
    }
}

extension ObjectMeta {
    fileprivate var jsonFields: JSONFields {
        var fields = JSONFields(others)
        fields.set("name", name)
        fields.set("namespace", namespace)
        fields.set("uid", uid)
        fields.set("labels", labels)
        fields.set("annotations", annotations)
        fields.set("generation", generation)
        return fields
    }
}

extension PodSpec {
    /// With what the API server's Priority admission makes of the class.
    fileprivate var asAdmitted: PodSpec {
        var spec = self
        spec.priority = effectivePriority
        spec.others.merge(["preemptionPolicy": .string("PreemptLowerPriority")]) { own, _ in own }
        return spec
    }

    /// What the API server fills in although it means nothing here; `others` may say otherwise.
    private static let apiDefaults: [String: JSONValue] = [
        "dnsPolicy": .string("ClusterFirst"), "enableServiceLinks": .bool(true),
        "schedulerName": .string("default-scheduler"), "securityContext": .object([]),
    ]

    var json: JSONValue {
        var fields = JSONFields(others.merging(Self.apiDefaults) { own, _ in own })
        fields.set("containers", containers.map(\.json))
        fields.set("initContainers", initContainers.map(\.json))
        fields["restartPolicy"] = .string(restartPolicy.rawValue)
        fields["terminationGracePeriodSeconds"] = terminationGracePeriodSeconds.map(JSONValue.int)
        fields["activeDeadlineSeconds"] = activeDeadlineSeconds.map(JSONValue.int)
        fields.set("nodeName", nodeName)
        fields.set("serviceAccountName", serviceAccountName)
        // Its old name, which the API server still gives.
        fields.set("serviceAccount", serviceAccountName)
        fields.set("hostname", hostname)
        fields.set("hostNetwork", hostNetwork)
        fields["priority"] = priority.map { .int(Int64($0)) }
        fields.set("priorityClassName", priorityClassName)
        fields.set("readinessGates", readinessGates.map { .fields(["conditionType": .string($0)]) })
        fields.set("overhead", overhead)
        fields.set("nodeSelector", nodeSelector)
        return fields.value
    }
}
