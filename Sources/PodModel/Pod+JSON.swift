extension Pod {
    /// What `kubectl get pod -o json` shows.
    package func json(status: PodStatus?, createdAt: Timestamp?, deletionTimestamp: Timestamp? = nil) -> JSONValue {
        .fields([
            "apiVersion": .string("v1"), "kind": .string("Pod"),
            "metadata": .fields(["name": .string(metadata.name), "namespace": .string(metadata.namespace)]),
        ])
    }
}

extension Event {
    /// The v1 Event.
    package var json: JSONValue { .fields(["apiVersion": .string("v1"), "kind": .string("Event")]) }
}
