import PodModel

/// A pod's sandbox here is a record and nothing more: processes share the host's network, so its address is the host's
/// loopback.
struct ProcessSandbox: Sendable, Equatable {
    static let address = "127.0.0.1"

    var id: String
    var podName: String
    var podNamespace: String
    var podUID: String
    var attempt: UInt32
    var hostname: String
    var ready: Bool
    var createdAt: Timestamp
    /// Nothing of a pod outlives the boot of the machine that it was made in.
    var bootID: String?

    var status: PodSandboxStatus {
        PodSandboxStatus(
            id: id, podUID: podUID, podName: podName, podNamespace: podNamespace, attempt: attempt, ready: ready,
            createdAt: createdAt, ips: [Self.address])
    }

    var json: JSONValue {
        var fields: [(key: String, value: JSONValue)] = [
            ("version", .int(1)), ("id", .string(id)), ("podName", .string(podName)),
            ("podNamespace", .string(podNamespace)), ("podUID", .string(podUID)), ("attempt", .int(Int64(attempt))),
            ("hostname", .string(hostname)), ("ready", .bool(ready)), ("createdAt", .int(createdAt.nanoseconds)),
        ]
        if let bootID { fields.append(("bootID", .string(bootID))) }
        return .object(fields)
    }

    init(
        id: String, podName: String, podNamespace: String, podUID: String, attempt: UInt32, hostname: String,
        ready: Bool, createdAt: Timestamp, bootID: String?
    ) {
        self.id = id
        self.podName = podName
        self.podNamespace = podNamespace
        self.podUID = podUID
        self.attempt = attempt
        self.hostname = hostname
        self.ready = ready
        self.createdAt = createdAt
        self.bootID = bootID
    }

    init?(json: JSONValue) {
        let fields = RecordFields(json)
        guard fields.int("version") == 1, let id = fields.string("id"), let podName = fields.string("podName"),
            let podNamespace = fields.string("podNamespace"), let podUID = fields.string("podUID"),
            let attempt = fields.int("attempt"), let createdAt = fields.int("createdAt"),
            case .bool(let ready) = json["ready"]
        else { return nil }
        self.init(
            id: id, podName: podName, podNamespace: podNamespace, podUID: podUID,
            attempt: UInt32(truncatingIfNeeded: attempt), hostname: fields.string("hostname") ?? podName, ready: ready,
            createdAt: Timestamp(nanoseconds: createdAt), bootID: fields.string("bootID"))
    }
}
