package import PodModel

/// The v1 PodList at `/api/v1/pods`: what a kubelet answers at `/pods`, with full status.
package func podListJSON(_ snapshot: NodeSnapshot) -> JSONValue {
    list(
        "PodList",
        snapshot.pods.map {
            $0.pod.json(status: $0.status, createdAt: $0.createdAt, deletionTimestamp: $0.deletionTimestamp)
        })
}

/// The v1 EventList at `/api/v1/events`, oldest first.
package func eventListJSON(_ snapshot: NodeSnapshot) -> JSONValue {
    list("EventList", snapshot.events.map { $0.json(host: snapshot.nodeName) })
}

private func list(_ kind: String, _ items: [JSONValue]) -> JSONValue {
    .object([
        ("kind", .string(kind)), ("apiVersion", .string("v1")), ("metadata", .object([])), ("items", .array(items)),
    ])
}
