import PodModel
import Probing
import TestSupport
import Testing

private func grpc(_ service: String, port: UInt16, milliseconds: Int64 = 10_000) async throws -> ProbeOutcome {
    var probe = Probe()
    probe.grpc = GRPCAction()
    probe.grpc?.port = Int32(port)
    probe.grpc?.service = service
    return try await report(probe, timeoutMilliseconds: milliseconds).outcome
}

@Suite(.enabled(if: GRPCTestServer.isPossible, Comment(rawValue: GRPCTestServer.reason)))
struct `A gRPC probe of a real server` {
    @Test func `P24 succeeds when the service is serving, and fails with the kubelet's words when not`() async throws {
        let server = try await GRPCTestServer()
        #expect(try await grpc("", port: server.port) == .success(output: "service healthy"))
        let down = "service unhealthy (responded with \"NOT_SERVING\")"
        #expect(try await grpc("down", port: server.port) == .failure(.grpcStatus, output: down))
        let odd = "error: health rpc probe failed: rpc error: code = NotFound desc = no service called odd"
        #expect(try await grpc("odd", port: server.port) == .failure(.grpcStatus, output: odd))
    }

    @Test func `P24 fails when the server has no health service`() async throws {
        let server = try await GRPCTestServer(hasHealthService: false)
        let outcome = try await grpc("", port: server.port)
        let start = "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
        #expect(outcome.text.hasPrefix(start))
        #expect(outcome.kind == "failure grpc_status")
    }

    @Test func `P24 fails at a wrong port, and at a server that is not gRPC`() async throws {
        let port = freePort()
        let refused =
            "error: failed to connect service at \"127.0.0.1:\(port)\": "
            + "dial tcp 127.0.0.1:\(port): connect: connection refused"
        #expect(try await grpc("", port: port) == .failure(.refused, output: refused))
        let web = try HTTPTestServer.answering()
        #expect(try await grpc("", port: web.port).kind == "failure protocol")
    }

    @Test func `fails when the answer takes longer than the timeout`() async throws {
        let server = try await GRPCTestServer()
        #expect(try await grpc("", port: server.port).kind == "success")
        let late = "timeout: health rpc did not complete within 400ms"
        #expect(try await grpc("slow", port: server.port, milliseconds: 400) == .failure(.timeout, output: late))
    }
}
