import EventLoops
import Glibc
import PodModel
import TestSupport
import Testing

@testable import Probing

/// Requests that hang, until the deadline's last look finds what `waiting` holds for them.
private final class LateTransfers: HTTPTransfers {
    final class Prepared: HTTPPreparedRequest {}

    var waiting: HTTPTransferResult?
    private(set) var starts = 0
    private var handlers: [UInt64: any HTTPTransferHandler] = [:]

    var inFlight: Int { handlers.count }

    func prepare(_ request: HTTPTransferRequest) -> any HTTPPreparedRequest { Prepared() }

    func start(_ prepared: any HTTPPreparedRequest, tag: UInt64, _ handler: any HTTPTransferHandler) {
        starts += 1
        handlers[tag] = handler
    }

    func cancel(tag: UInt64) -> HTTPTransferProgress {
        guard let handler = handlers.removeValue(forKey: tag) else { return .unknown }
        guard let result = waiting else { return .cancelled(.awaitingHeaders, TransferPhases()) }
        waiting = nil
        handler.transferFinished(tag, result)
        return .finished
    }
}

/// A prober whose loop never turns: time passes only where a test says that the deadline has come.
private final class StillProber: AttemptOwner {
    let transfers = LateTransfers()
    private let prober: Prober
    private(set) var outcomes: [ProbeOutcome] = []

    init() throws {
        let services = Prober.Services(
            transfers: transfers, resolver: try NameResolver(), commands: try CommandRunner(maximumInFlight: 1)
        ) { _ in Issue.record("nothing here runs in another thread") }
        prober = Prober(try EventLoop(), services)
        prober.owner = self
    }

    func attemptFinished(_ owner: UInt64, _ result: AttemptResult) { outcomes.append(result.outcome) }

    /// Begins an attempt at 127.0.0.1, to which `others` are further addresses of the same name.
    func start(others: [IPAddress] = [], _ shape: (inout Probe) -> Void) -> UInt64 {
        var probe = Probe()
        shape(&probe)
        let key = ProbeKey(podUID: "u", container: "c", type: .liveness)
        let plan = ProbePlan(key: key, podName: "p", podNamespace: "default", probe: probe)
        let handler = ProbeHandler(plan, userAgent: "kube-probe/1.35")
        let target = ProbeTarget(handler, podIP: "127.0.0.1", exec: nil, transfers: transfers)
        let tag = prober.reserve(for: 0)
        prober.start(tag, target, timeoutNanoseconds: 1_000_000_000, at: .now())
        prober.attempt(tag)?.otherAddresses = others[...]
        // A busy machine's own slowness is not asked about here.
        prober.attempt(tag)?.connectWasSlow = false
        return tag
    }

    func socket(_ tag: UInt64) -> Int32? { prober.attempt(tag)?.socket?.number }

    func deadline(_ tag: UInt64) { prober.timerFired(tag, dueAt: .now()) }

    /// What a request has led to by the time of its deadline, whose last look finds `answer`.
    func outcomes(ofLate answer: HTTPTransferResult?, others: [IPAddress] = []) -> [ProbeOutcome] {
        let tag = start(others: others) { $0.get(80) }
        transfers.waiting = answer
        deadline(tag)
        return outcomes
    }
}

private func answer(_ status: Int, location: String? = nil) -> HTTPTransferResult {
    var result = HTTPTransferResult()
    result.status = status
    result.location = location
    return result
}

private func timeout(_ text: String) -> ProbeOutcome {
    .failure(.timeout, output: "Get \"http://127.0.0.1:80/\": \(text)")
}

private let noHeaders = timeout("context deadline exceeded (Client.Timeout exceeded while awaiting headers)")

@Suite struct `At its deadline an attempt` {
    @Test func `counts an answer that is there, and is a timeout without one`() throws {
        #expect(try StillProber().outcomes(ofLate: answer(200)) == [.success(output: "")])
        let unwell = ProbeOutcome.failure(.httpStatus, output: "HTTP probe failed with statuscode: 500")
        #expect(try StillProber().outcomes(ofLate: answer(500)) == [unwell])
        #expect(try StillProber().outcomes(ofLate: nil) == [noHeaders])
    }

    @Test func `follows no redirect any more`() throws {
        let prober = try StillProber()
        #expect(prober.outcomes(ofLate: answer(302, location: "/next")) == [noHeaders])
        #expect(prober.transfers.starts == 1 && prober.transfers.inFlight == 0)
    }

    @Test func `counts a redirect to elsewhere, which is not followed in any case`() throws {
        let outcomes = try StillProber().outcomes(ofLate: answer(302, location: "http://127.0.0.9/"))
        #expect(outcomes.map(\.kind) == ["warning"])
    }

    @Test func `asks no other address any more after a refusal`() throws {
        var refused = HTTPTransferResult()
        refused.failure = HTTPTransferFailure(.connectRefused, message: "refused")
        let prober = try StillProber()
        #expect(
            prober.outcomes(ofLate: refused, others: [.v4(0x7F00_0002)]) == [
                timeout("dial tcp 127.0.0.1:80: i/o timeout")
            ])
        #expect(prober.transfers.starts == 1)
        #expect(try StillProber().outcomes(ofLate: refused) == [.failure(.refused, output: "refused")])
    }

    @Test(arguments: [true, false]) func `connects to no other address any more`(hasOther: Bool) throws {
        let listener = try FullListener()
        let prober = try StillProber()
        let tag = prober.start(others: hasOther ? [.v4(0x7F00_0002)] : []) { $0.connect(listener.port) }
        var socket = pollfd(fd: try #require(prober.socket(tag)), events: Int16(POLLOUT), revents: 0)
        listener.stop()
        try #require(poll(&socket, 1, 30_000) == 1, "the kernel knocks again after a second and is refused")
        prober.deadline(tag)
        let endpoint = "dial tcp 127.0.0.1:\(listener.port): "
        let refused = ProbeOutcome.failure(.refused, output: endpoint + "connect: connection refused")
        #expect(prober.outcomes == [hasOther ? .failure(.timeout, output: endpoint + "i/o timeout") : refused])
    }
}
