extension PodStatus {
    /// The status as the API shows it.
    package var json: JSONValue {
        var fields = JSONFields()
        fields["phase"] = .string(phase.rawValue)
        fields["qosClass"] = .string(qosClass.rawValue)
        fields.set("conditions", conditions.map(\.json))
        fields.set("reason", reason)
        fields.set("message", message)
        fields.set("hostIP", hostIP)
        fields.set("hostIPs", hostIP.isEmpty ? [] : [Self.address(hostIP)])
        fields.set("podIP", podIPs.first ?? "")
        fields.set("podIPs", podIPs.map(Self.address))
        fields.set("startTime", startTime)
        fields.set("observedGeneration", observedGeneration)
        fields.set("initContainerStatuses", initContainerStatuses.map(\.json))
        fields.set("containerStatuses", containerStatuses.map(\.json))
        return fields.value
    }

    private static func address(_ ip: String) -> JSONValue { .fields(["ip": .string(ip)]) }
}

extension PodCondition {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["type"] = .string(type.name)
        fields["status"] = .string(status.rawValue)
        // Nobody ever sets it; the API shows it all the same.
        fields["lastProbeTime"] = .null
        fields["lastTransitionTime"] = lastTransitionTime.json
        fields.set("reason", reason)
        fields.set("message", message)
        return fields.value
    }
}

extension ContainerStatus {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["name"] = .string(name)
        fields["state"] = state.json
        fields["lastState"] = lastState.map { ContainerState.terminated($0).json } ?? .object([])
        fields["ready"] = .bool(ready)
        fields["started"] = .bool(started)
        fields["restartCount"] = .int(Int64(restartCount))
        fields["image"] = .string(image)
        fields["imageID"] = .string(imageID)
        fields.set("containerID", containerID)
        return fields.value
    }
}

extension ContainerState {
    fileprivate var json: JSONValue {
        switch self {
        case .waiting(let reason, let message):
            var fields = JSONFields()
            fields.set("reason", reason)
            fields.set("message", message)
            return .fields(["waiting": fields.value])
        case .running(let startedAt): return .fields(["running": .fields(["startedAt": startedAt.json])])
        case .terminated(let end): return .fields(["terminated": end.json])
        }
    }
}

extension ContainerState.Terminated {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["exitCode"] = .int(Int64(exitCode))
        fields.set("reason", reason)
        fields.set("message", message)
        fields["startedAt"] = startedAt.json
        fields["finishedAt"] = finishedAt.json
        fields.set("containerID", containerID)
        return fields.value
    }
}

extension Timestamp {
    /// A time that never came is null, as in the API.
    var json: JSONValue { nanoseconds == 0 ? .null : .string(rfc3339) }
}
