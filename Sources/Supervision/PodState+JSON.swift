package import PodModel

/// A stored pod as one JSON document. Times are integers of nanoseconds, so that nothing is lost.
extension PodState {
    private static let version: Int64 = 3

    package var json: JSONValue {
        .object([
            (key: "version", value: .int(Self.version)),
            (key: "uid", value: .string(uid)),
            (key: "namespace", value: .string(namespace)),
            (key: "name", value: .string(name)),
            (key: "generation", value: .int(generation)),
            (key: "createdAt", value: .int(createdAt.nanoseconds)),
            (key: "status", value: status.stored),
            (key: "demand", value: demand.stored),
            (key: "attempts", value: .fields(attempts.mapValues { .int(Int64($0)) })),
            (key: "backOff", value: .array(backOff.map(\.stored))),
            (key: "results", value: .array(results.map(\.stored))),
        ])
    }

    /// nil when the document is not one of ours, whole and of a version that this podprobe knows.
    package init?(json: JSONValue) {
        guard json["version"] == .int(Self.version), let uid = json.string("uid"), !uid.isEmpty,
            let namespace = json.string("namespace"), let name = json.string("name"),
            let generation = json.int("generation"), let createdAt = json.time("createdAt"),
            let status = json["status"].flatMap(PodStatus.init(stored:)),
            let demand = json["demand"].flatMap(PodDemand.init(stored:)),
            case .object(let attempts)? = json["attempts"],
            let backOff = json.all("backOff", BackOffState.init(stored:)),
            let results = json.all("results", ResultState.init(stored:))
        else { return nil }
        self.init(uid: uid, namespace: namespace, name: name, createdAt: createdAt)
        self.generation = generation
        self.status = status
        self.demand = demand
        self.backOff = backOff
        self.results = results
        for (container, value) in attempts {
            guard case .int(let count) = value, let attempt = Int32(exactly: count) else { return nil }
            self.attempts[container] = attempt
        }
    }
}

extension PodDemand {
    fileprivate var stored: JSONValue {
        .object([
            (key: "requests", value: .fields(requests.mapValues { .string($0.canonical) })),
            (
                key: "hostPorts",
                value: .array(
                    hostPorts.map {
                        .object([
                            (key: "protocol", value: .string($0.protocol)),
                            (key: "address", value: .string($0.address)),
                            (key: "port", value: .int(Int64($0.port))),
                        ])
                    })
            ),
        ])
    }

    fileprivate init?(stored json: JSONValue) {
        guard case .object(let requests)? = json["requests"],
            let ports = json.all(
                "hostPorts",
                { port -> HostPort? in
                    guard let name = port.string("protocol"), let address = port.string("address"),
                        let number = port.int("port").flatMap({ Int32(exactly: $0) })
                    else { return nil }
                    return HostPort(protocol: name, address: address, port: number)
                })
        else { return nil }
        self.init(hostPorts: ports)
        for (resource, value) in requests {
            guard case .string(let text) = value, let quantity = try? Quantity(text) else { return nil }
            self.requests[resource] = quantity
        }
    }
}

extension PodState.BackOffState {
    fileprivate var stored: JSONValue {
        .object([
            (key: "container", value: .string(container)), (key: "specHash", value: .string(specHash)),
            (key: "delay", value: .int(delayNanoseconds)), (key: "stampedAt", value: .int(stampedAt.nanoseconds)),
        ])
    }

    fileprivate init?(stored json: JSONValue) {
        guard let container = json.string("container"), let specHash = json.string("specHash"),
            let delay = json.int("delay"), (0...BackOff.maximumNanoseconds).contains(delay),
            let stampedAt = json.time("stampedAt")
        else { return nil }
        self.init(container: container, specHash: specHash, delayNanoseconds: delay, stampedAt: stampedAt)
    }
}

extension PodState.ResultState {
    fileprivate var stored: JSONValue {
        .object([
            (key: "container", value: .string(container)), (key: "type", value: .string(type.rawValue)),
            (key: "containerID", value: .string(containerID)), (key: "result", value: .string(result.rawValue)),
        ])
    }

    fileprivate init?(stored json: JSONValue) {
        guard let container = json.string("container"), let id = json.string("containerID"),
            let type = json.string("type").flatMap(ProbeType.init(rawValue:)),
            let result = json.string("result").flatMap(ProbeResult.init(rawValue:))
        else { return nil }
        self.init(container: container, type: type, containerID: id, result: result)
    }
}

/// Fields that must be there and be of their kind.
extension JSONValue {
    func string(_ key: String) -> String? { if case .string(let text)? = self[key] { text } else { nil } }
    func int(_ key: String) -> Int64? { if case .int(let number)? = self[key] { number } else { nil } }
    func bool(_ key: String) -> Bool? { if case .bool(let value)? = self[key] { value } else { nil } }
    func time(_ key: String) -> Timestamp? { int(key).map(Timestamp.init(nanoseconds:)) }

    /// nil when the field is no array or one of its items does not fit.
    func all<Item>(_ key: String, _ read: (JSONValue) -> Item?) -> [Item]? {
        guard case .array(let values)? = self[key] else { return nil }
        let items = values.compactMap(read)
        return items.count == values.count ? items : nil
    }
}
