import CurlTransfers
import EventLoops
import TestSupport
import Testing

/// A call of the health service as gRPC puts it on HTTP/2: a byte for "not compressed", four for the length, the message.
private func check(_ service: String, port: UInt16) -> HTTPTransferRequest {
    var request = HTTPTransferRequest(host: "127.0.0.1", port: port, address: .loopback)
    request.http2PriorKnowledge = true
    request.method = "POST"
    request.target = "/grpc.health.v1.Health/Check"
    request.headers = [
        ("Content-Type", "application/grpc"), ("TE", "trailers"), ("User-Agent", "kube-probe/1.34"),
    ]
    let name = Array(service.utf8)
    let message = name.isEmpty ? [] : [0x0A, UInt8(name.count)] + name
    request.body = [0, 0, 0, 0, UInt8(message.count)] + message
    request.wantsHeaders = true
    return request
}

extension HTTPTransferResult {
    fileprivate func field(_ name: String) -> String? { (trailers + headers).first { $0.name == name }?.value }
}

@Suite(.enabled(if: GRPCTestServer.isPossible, Comment(rawValue: GRPCTestServer.reason)))
struct `A transfer over HTTP2 by prior knowledge` {
    @Test(arguments: [("", 1), ("down", 2)]) func `P24 brings message and trailers of a gRPC answer`(
        service: String, status: UInt8
    ) async throws {
        let server = try await GRPCTestServer()
        let result = await (try Client()).send(check(service, port: server.port))
        #expect(result.failure == nil)
        #expect(result.status == 200)
        #expect(result.version == "2")
        #expect(result.body == [0, 0, 0, 0, 2, 8, status])
        #expect(result.trailers.contains { $0.name == "grpc-status" && $0.value == "0" })
    }

    @Test func `P24 brings the code and message of an error`() async throws {
        let server = try await GRPCTestServer()
        let result = await (try Client()).send(check("odd", port: server.port))
        #expect(result.failure == nil)
        #expect(result.field("grpc-status") == "5")
        #expect(result.field("grpc-message") == "no service called odd")
    }

    @Test func `P24 brings the code of a server without the health service`() async throws {
        let server = try await GRPCTestServer(hasHealthService: false)
        let result = await (try Client()).send(check("", port: server.port))
        #expect(result.failure == nil)
        #expect(result.field("grpc-status") == "12")
    }

    @Test func `P24 is refused where nobody listens`() async throws {
        let result = await (try Client()).send(check("", port: freePort()))
        #expect(result.failure?.kind == .connectRefused)
        #expect(result.failure?.message.hasPrefix("Post \"http://127.0.0.1:") == true)
    }

    @Test func `fails where the server speaks HTTP/1`() async throws {
        let server = try HTTPTestServer.answering()
        let failure = try #require(await (try Client()).send(check("", port: server.port)).failure)
        #expect([.protocolError, .reset].contains(failure.kind))
    }

    @Test func `can be cancelled while it waits`() async throws {
        let server = try await GRPCTestServer()
        let client = try Client()
        // One that has ended first, so that the other is known to wait at the same server.
        #expect(await client.send(check("", port: server.port)).status == 200)
        let tag = client.begin(check("slow", port: server.port))
        guard case .cancelled = await client.cancel(tag) else {
            Issue.record("not cancelled")
            return
        }
        #expect(await client.inFlight == 0)
    }
}
