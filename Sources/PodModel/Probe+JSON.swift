extension Probe {
    /// The probe as the API shows it.
    package var json: JSONValue {
        var fields = JSONFields()
        fields["exec"] = exec?.json
        fields["httpGet"] = httpGet?.json
        fields["tcpSocket"] = tcpSocket?.json
        fields["grpc"] = grpc?.json
        fields.set("initialDelaySeconds", initialDelaySeconds)
        fields.set("timeoutSeconds", timeoutSeconds)
        fields.set("periodSeconds", periodSeconds)
        fields.set("successThreshold", successThreshold)
        fields.set("failureThreshold", failureThreshold)
        fields["terminationGracePeriodSeconds"] = terminationGracePeriodSeconds.map(JSONValue.int)
        return fields.value
    }
}

extension Lifecycle {
    var json: JSONValue {
        var fields = JSONFields(others)
        fields["postStart"] = postStart?.json
        fields["preStop"] = preStop?.json
        return fields.value
    }
}

extension LifecycleHandler {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["exec"] = exec?.json
        fields["httpGet"] = httpGet?.json
        fields["tcpSocket"] = tcpSocket?.json
        fields["sleep"] = sleep.map { .fields(["seconds": .int($0)]) }
        return fields.value
    }
}

extension ExecAction {
    fileprivate var json: JSONValue { .fields(["command": .array(command.map(JSONValue.string))]) }
}

extension HTTPGetAction {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["port"] = port.json
        fields.set("path", path)
        fields.set("host", host)
        fields.set("scheme", scheme)
        let headers = httpHeaders.map { JSONValue.fields(["name": .string($0.name), "value": .string($0.value)]) }
        fields.set("httpHeaders", headers)
        return fields.value
    }
}

extension TCPSocketAction {
    fileprivate var json: JSONValue {
        var fields = JSONFields()
        fields["port"] = port.json
        fields.set("host", host)
        return fields.value
    }
}

extension GRPCAction {
    fileprivate var json: JSONValue { .fields(["port": .int(Int64(port)), "service": .string(service)]) }
}

extension IntOrString {
    fileprivate var json: JSONValue {
        switch self {
        case .int(let number): .int(Int64(number))
        case .string(let name): .string(name)
        }
    }
}
