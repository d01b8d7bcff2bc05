extension PodStatus {
    /// The status as the API shows it.
    ///
    /// - Parameter spec: the spec of the pod, whose containers' resources are shown.
    package func json(of spec: PodSpec) -> JSONValue {
        var fields = JSONFields()
        fields["phase"] = .string(phase.rawValue)
        fields["qosClass"] = .string(qosClass.rawValue)
        fields.set("conditions", conditions.map { $0.json(observedGeneration) })
        fields.set("reason", reason)
        fields.set("message", message)
        fields.set("hostIP", hostIP)
        fields.set("hostIPs", hostIP.isEmpty ? [] : [Self.address(hostIP)])
        fields.set("podIP", podIPs.first ?? "")
        fields.set("podIPs", podIPs.map(Self.address))
        fields.set("startTime", startTime)
        fields.set("observedGeneration", observedGeneration)
        fields.set("initContainerStatuses", initContainerStatuses.map { $0.json(of: spec) })
        fields.set("containerStatuses", containerStatuses.map { $0.json(of: spec) })
        return fields.value
    }

    private static func address(_ ip: String) -> JSONValue { .fields(["ip": .string(ip)]) }
}

extension PodCondition {
    /// Since Kubernetes 1.35 a kubelet tells of each condition which generation of the pod it is about.
    fileprivate func json(_ observedGeneration: Int64) -> JSONValue {
        var fields = JSONFields()
        fields["type"] = .string(type.name)
        fields["status"] = .string(status.rawValue)
        // Nobody ever sets it; the API shows it all the same.
        fields["lastProbeTime"] = .null
        fields["lastTransitionTime"] = lastTransitionTime.json
        fields.set("observedGeneration", observedGeneration)
        fields.set("reason", reason)
        fields.set("message", message)
        return fields.value
    }
}

extension ContainerStatus {
    fileprivate func json(of spec: PodSpec) -> JSONValue {
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
        // In-place resizing, on since 1.33, made kubelets show them of every container that the runtime knows, whether
        // it runs or not (convertToAPIContainerStatuses of pkg/kubelet/kubelet_pods.go).
        if !containerID.isEmpty, let container = spec.allContainers.first(where: { $0.name == name }) {
            fields["resources"] = container.resources.json
            fields.set("allocatedResources", container.resources.requests)
        }
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
