import EventLoops

extension Prober {
    /// Asks for the addresses of a host name; the attempt's deadline runs meanwhile.
    func resolve(_ attempt: Attempt, _ host: String) {
        attempt.stage = .resolving
        setDeadline(attempt)
        let tag = attempt.tag
        let post = services.post
        services.resolver.resolve(host) { answer in
            post { $0.resolved(tag, answer) }
        }
    }

    private func resolved(_ tag: UInt64, _ answer: NameResolver.Answer) {
        guard let attempt = attempt(tag), case .resolving = attempt.stage, let target = attempt.target else { return }
        loop.refresh()
        attempt.phases.resolveNanoseconds += max(0, loop.now - attempt.tryStartedAt)
        switch answer {
        case .success(let addresses):
            guard let first = addresses.first else { return finish(attempt, resolveFailed(target, "no address")) }
            attempt.otherAddresses = addresses.dropFirst()
            connect(attempt, target, to: first)
        case .failure(let error):
            finish(
                attempt, error.isLocalTrouble ? .inconclusive(error.description) : resolveFailed(target, error.message))
        }
    }

    func resolveFailed(_ target: ProbeTarget, _ why: String) -> ProbeOutcome {
        switch target.way {
        case .http(let probe, _):
            HTTPVerdict.failed(.dns, probe.url(podIP: target.podIP), "dial tcp: lookup \(probe.host): \(why)")
        case .tcp(.name(let host), _): .failure(.dns, output: "dial tcp: lookup \(host): \(why)")
        case .tcp, .grpc, .exec, .settled:
            preconditionFailure("\(target.kind) probe of \(target.podIP) resolves no name")
        }
    }
}
