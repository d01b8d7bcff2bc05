extension Event {
    /// The v1 Event, as `kubectl get events -o json` shows one that a kubelet sent.
    package var json: JSONValue { json(host: "") }

    /// The same from a node of that name.
    package func json(host: String) -> JSONValue {
        var source = JSONFields()
        source["component"] = .string(component)
        source.set("host", host)
        var fields = JSONFields()
        fields["apiVersion"] = .string("v1")
        fields["kind"] = .string("Event")
        fields["metadata"] = .fields([
            "name": .string(objectName), "namespace": .string(namespace), "creationTimestamp": firstTimestamp.json,
        ])
        fields["involvedObject"] = involvedObject
        fields["reason"] = .string(reason)
        fields["message"] = .string(message)
        fields["source"] = source.value
        fields["firstTimestamp"] = firstTimestamp.json
        fields["lastTimestamp"] = lastTimestamp.json
        fields["eventTime"] = .null
        fields["count"] = .int(Int64(count))
        fields["type"] = .string(type.rawValue)
        fields["reportingComponent"] = .string(component)
        fields["reportingInstance"] = .string(host)
        return fields.value
    }

    /// Who would have sent it in a cluster.
    private var component: String {
        ["FailedScheduling", "Scheduled"].contains(reason) ? "default-scheduler" : "kubelet"
    }

    private var involvedObject: JSONValue {
        var fields = JSONFields()
        fields["apiVersion"] = .string("v1")
        fields["kind"] = .string("Pod")
        fields["name"] = .string(podName)
        fields["namespace"] = .string(namespace)
        fields.set("uid", podUID)
        if let container {
            fields.set("fieldPath", "spec.\(isInitContainer ? "initContainers" : "containers"){\(container)}")
        }
        return fields.value
    }

    /// `<pod>.<16 hex digits>`. A kubelet's digits are the time of the event; here several events share a reading of the
    /// clock, so they are a hash of what makes an event one of its own.
    private var objectName: String {
        var hash = StableHash()
        for part in [podUID, container ?? "", type.rawValue, reason, message, "\(firstTimestamp.nanoseconds)"] {
            hash.add(part.utf8)
            hash.add(CollectionOfOne(0))
        }
        return "\(podName).\(hash.hex)"
    }
}
