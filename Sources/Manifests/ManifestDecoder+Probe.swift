import PodModel

extension ManifestDecoder {
    /// nil for `livenessProbe:` without anything, which sets none.
    func probe(_ parent: SourceField) -> Probe? {
        guard !isUnset(parent) else { return nil }
        var probe = Probe()
        for field in fields(parent, .probe) {
            switch field.name {
            case "exec": probe.exec = exec(field)
            case "httpGet": probe.httpGet = httpGet(field)
            case "tcpSocket": probe.tcpSocket = tcpSocket(field)
            case "grpc": probe.grpc = grpc(field)
            case "initialDelaySeconds": probe.initialDelaySeconds = int32(field)
            case "timeoutSeconds": probe.timeoutSeconds = int32(field)
            case "periodSeconds": probe.periodSeconds = int32(field)
            case "successThreshold": probe.successThreshold = int32(field)
            case "failureThreshold": probe.failureThreshold = int32(field)
            default: probe.terminationGracePeriodSeconds = int64(field)
            }
        }
        return probe
    }

    private func exec(_ parent: SourceField) -> ExecAction? {
        guard !isUnset(parent) else { return nil }
        var action = ExecAction()
        for field in fields(parent, .exec) { action.command = command(field) }
        return action
    }

    private func httpGet(_ parent: SourceField) -> HTTPGetAction? {
        guard !isUnset(parent) else { return nil }
        var action = HTTPGetAction()
        for field in fields(parent, .httpGet) {
            switch field.name {
            case "path": action.path = string(field)
            case "port": action.port = intOrString(field)
            case "host": action.host = string(field)
            case "scheme": action.scheme = choice(field, ["HTTP", "HTTPS"])
            default: action.httpHeaders = list(field, "headers", blank: HTTPHeader(), httpHeader)
            }
        }
        return action
    }

    private func httpHeader(_ parent: SourceField) -> HTTPHeader {
        var header = HTTPHeader()
        for field in fields(parent, .httpHeader) {
            switch field.name {
            case "name": header.name = string(field)
            default: header.value = string(field, mayBeEmpty: true)
            }
        }
        return header
    }

    private func tcpSocket(_ parent: SourceField) -> TCPSocketAction? {
        guard !isUnset(parent) else { return nil }
        var action = TCPSocketAction()
        for field in fields(parent, .tcpSocket) {
            switch field.name {
            case "port": action.port = intOrString(field)
            default: action.host = string(field)
            }
        }
        return action
    }

    private func grpc(_ parent: SourceField) -> GRPCAction? {
        guard !isUnset(parent) else { return nil }
        var action = GRPCAction()
        for field in fields(parent, .grpc) {
            switch field.name {
            case "port": action.port = int32(field)
            default: action.service = string(field, mayBeEmpty: true)
            }
        }
        return action
    }

    func lifecycle(_ parent: SourceField) -> Lifecycle? {
        guard !isUnset(parent) else { return nil }
        var lifecycle = Lifecycle()
        for field in fields(parent, .lifecycle) {
            switch field.name {
            case "postStart": lifecycle.postStart = lifecycleHandler(field)
            case "preStop": lifecycle.preStop = lifecycleHandler(field)
            default: keep(field, in: &lifecycle.others)
            }
        }
        return lifecycle
    }

    private func lifecycleHandler(_ parent: SourceField) -> LifecycleHandler? {
        guard !isUnset(parent) else { return nil }
        var handler = LifecycleHandler()
        for field in fields(parent, .lifecycleHandler) {
            switch field.name {
            case "exec": handler.exec = exec(field)
            case "httpGet": handler.httpGet = httpGet(field)
            case "tcpSocket": handler.tcpSocket = tcpSocket(field)
            default: handler.sleep = fields(field, .sleep).first.flatMap { int64($0) }
            }
        }
        return handler
    }
}
