import EventLoops

extension Prober: HTTPTransferHandler {
    /// Sends the first request of a try.
    func sendRequest(_ attempt: Attempt, _ target: ProbeTarget) {
        attempt.stage = .transferring
        setDeadline(attempt)
        if let prepared = target.prepared { return services.transfers.start(prepared, tag: attempt.tag, self) }
        let request: HTTPTransferRequest
        switch target.way {
        case .http(let probe, _):
            let exchange = HTTPExchange(probe, podIP: target.podIP, address: attempt.address)
            attempt.exchange = exchange
            request = exchange.request
        case .grpc(let probe, _): request = probe.request(podIP: target.podIP, address: attempt.address)
        case .tcp, .exec, .settled: preconditionFailure("\(target.kind) probes send no request")
        }
        services.transfers.start(request, tag: attempt.tag, self)
    }

    func transferFinished(_ tag: UInt64, _ result: HTTPTransferResult) {
        guard let attempt = attempt(tag), !attempt.isAbandoned, let target = attempt.target else { return }
        attempt.phases.add(result.phases)
        if let failure = result.failure, failure.mayLieElsewhere, let next = attempt.otherAddresses.popFirst() {
            if attempt.isOverdue { return timedOut(attempt, transferTimedOut(attempt, target, .connecting)) }
            return connect(attempt, target, to: next)
        }
        switch target.way {
        case .http(let probe, _): judge(attempt, target, probe, result)
        case .grpc(let probe, _): finish(attempt, verdict(attempt, target, probe).outcome(result))
        case .tcp, .exec, .settled: preconditionFailure("\(target.kind) probes have no transfers")
        }
    }

    private func judge(_ attempt: Attempt, _ target: ProbeTarget, _ probe: HTTPProbe, _ result: HTTPTransferResult) {
        // What nearly every answer is, without building anything.
        if !keepsOutput, result.failure == nil, let status = result.status, (200..<300).contains(status) {
            return finish(attempt, .success(output: ""))
        }
        var exchange = attempt.exchange ?? HTTPExchange(probe, podIP: target.podIP, address: attempt.address)
        switch exchange.step(result, keepsOutput: keepsOutput) {
        case .done(let outcome): finish(attempt, outcome)
        case .follow(let request):
            if attempt.isOverdue { return timedOut(attempt, transferTimedOut(attempt, target, .awaitingHeaders)) }
            attempt.exchange = exchange
            attempt.otherAddresses = []
            services.transfers.start(request, tag: attempt.tag, self)
        }
    }

    func transferTimedOut(
        _ attempt: Attempt, _ target: ProbeTarget, _ stage: HTTPTransferStage
    ) -> ProbeOutcome {
        switch target.way {
        case .http(let probe, _):
            let url = attempt.exchange?.url ?? probe.url(podIP: target.podIP)
            return HTTPVerdict.timeout(stage, url: url, address: attempt.address)
        case .grpc(let probe, _): return verdict(attempt, target, probe).timeout(stage)
        case .tcp, .exec, .settled: preconditionFailure("\(target.kind) probes have no transfers")
        }
    }

    private func verdict(_ attempt: Attempt, _ target: ProbeTarget, _ probe: GRPCProbe) -> GRPCVerdict {
        GRPCVerdict(
            endpoint: Endpoint.text(target.podIP, probe.port), timeoutNanoseconds: attempt.timeoutNanoseconds)
    }
}

extension HTTPTransferFailure {
    /// Whether another address of the same name may answer.
    var mayLieElsewhere: Bool { !afterHeaders && (kind == .connectRefused || kind == .unreachable) }
}
