import EventLoops
import Testing

@testable import Probing

private let verdict = GRPCVerdict(endpoint: "127.0.0.1:5000", timeoutNanoseconds: 1_000_000_000)

private func answer(
    _ code: Int?, _ message: String = "", frame: [UInt8] = [0, 0, 0, 0, 2, 0x08, 1], status: Int = 200
) -> HTTPTransferResult {
    var result = HTTPTransferResult()
    result.status = status
    result.body = frame
    if let code { result.trailers = [("grpc-status", "\(code)"), ("grpc-message", message)] }
    return result
}

@Suite struct `A gRPC probe` {
    @Test func `asks by HTTP/2 what the health service knows of a service`() {
        let probe = GRPCProbe(port: 5000, service: "s", userAgent: "kube-probe/1.35")
        let request = probe.request(podIP: "127.0.0.1", address: .loopback)
        #expect(request.http2PriorKnowledge && !request.secure && request.method == "POST" && request.wantsHeaders)
        #expect(request.target == "/grpc.health.v1.Health/Check" && request.port == 5000)
        #expect(request.headers.contains { $0.name == "User-Agent" && $0.value == "kube-probe/1.35" })
        #expect(request.headers.contains { $0.name == "TE" && $0.value == "trailers" })
    }

    @Test func `P24 is healthy when the service is serving`() {
        #expect(verdict.outcome(answer(0)) == .success(output: "service healthy"))
    }

    @Test(arguments: [([0, 0, 0, 0, 2, 0x08, 2], "NOT_SERVING"), ([0, 0, 0, 0, 0], "UNKNOWN")])
    func `P24 fails with the name of any other status`(frame: [UInt8], name: String) {
        let expected = "service unhealthy (responded with \"\(name)\")"
        #expect(verdict.outcome(answer(0, frame: frame)) == .failure(.grpcStatus, output: expected))
    }

    @Test func `P24 says that a server has no health service`() {
        let expected = "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): no such"
        #expect(verdict.outcome(answer(12, "no%20such")) == .failure(.grpcStatus, output: expected))
    }

    @Test func `says that a call or a connection took too long`() {
        #expect(
            verdict.outcome(answer(4, "late"))
                == .failure(.timeout, output: "timeout: health rpc did not complete within 1s"))
        #expect(
            verdict.timeout(.awaitingHeaders)
                == .failure(.timeout, output: "timeout: health rpc did not complete within 1s"))
        let text =
            "timeout: failed to connect service \"127.0.0.1:5000\" within 1s: context deadline exceeded"
        #expect(verdict.timeout(.connecting) == .failure(.timeout, output: text))
    }

    @Test func `shows any other code by its name`() {
        let text = "error: health rpc probe failed: rpc error: code = NotFound desc = unknown service"
        #expect(verdict.outcome(answer(5, "unknown service")) == .failure(.grpcStatus, output: text))
        let odd = "error: health rpc probe failed: rpc error: code = Code(99) desc = "
        #expect(verdict.outcome(answer(99)) == .failure(.grpcStatus, output: odd))
    }

    @Test func `reads the status from the headers of an answer that has no body`() {
        var result = answer(nil)
        result.headers = [("Grpc-Status", "5"), ("grpc-message", "x")]
        #expect(GRPCStatus(result).code == 5)
    }

    @Test(arguments: [(404, 12), (401, 16), (403, 7), (503, 14), (500, 2), (400, 13), (200, 13)])
    func `judges a server that is not gRPC by its HTTP status`(http: Int, code: Int) {
        #expect(GRPCStatus(answer(nil, status: http)).code == code)
    }

    @Test func `fails when the answer is not a health response`() {
        guard case .failure(.protocol, _) = verdict.outcome(answer(0, frame: [1, 2])) else {
            Issue.record("a broken frame")
            return
        }
    }

    @Test func `is never an error, whenever the transfer broke`() {
        var result = HTTPTransferResult()
        result.failure = HTTPTransferFailure(.connectRefused, message: "connect: Connection refused (111)")
        let text =
            "error: failed to connect service at \"127.0.0.1:5000\": "
            + "dial tcp 127.0.0.1:5000: connect: connection refused"
        #expect(verdict.outcome(result) == .failure(.refused, output: text))
        result.failure = HTTPTransferFailure(.reset, afterHeaders: true, message: "reset")
        let broken = "error: health rpc probe failed: rpc error: code = Unavailable desc = reset"
        #expect(verdict.outcome(result) == .failure(.protocol, output: broken))
    }

    @Test(arguments: [("a%20b", "a b"), ("100%", "100%"), ("%zz%41", "%zzA"), ("%+1", "%+1")])
    func `decodes a message's escapes`(text: String, decoded: String) {
        #expect(GRPCStatus.percentDecoded(text) == decoded)
    }
}
