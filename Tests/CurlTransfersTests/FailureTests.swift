import CurlTransfers
import EventLoops
import Foundation
import TestSupport
import Testing

/// What `steps` make of a probe's request: its failure, with the port left out of the message.
private func failure(_ steps: HTTPTestServer.Step...) async throws -> HTTPTransferFailure? {
    let server = try HTTPTestServer { _ in steps }
    guard var failure = await (try Client()).send(request(server.port)).failure else { return nil }
    failure.message = failure.message.replacingOccurrences(of: ":\(server.port)", with: ":PORT")
    return failure
}

@Suite struct `A transfer that fails` {
    @Test func `tells of a refused connection in a kubelet's words`() async throws {
        let port = freePort()
        let result = await (try Client()).send(request(port))
        #expect(
            result.failure
                == HTTPTransferFailure(
                    .connectRefused,
                    message: "Get \"http://127.0.0.1:\(port)/healthz\": dial tcp 127.0.0.1:\(port): "
                        + "connect: connection refused"))
        #expect(result.status == nil)
        #expect(result.phases == TransferPhases())
    }

    @Test func `tells of a refusal that comes later`() async throws {
        let full = try FullListener()
        let client = try Client()
        let results = Results()
        _ = client.begin(request(full.port)) { results.transferFinished(0, $0) }
        #expect(await client.inFlight == 1)
        full.stop()
        #expect(await eventually { results.count == 1 })
        #expect(results.failures == [.connectRefused])
    }

    @Test func `tells of an address that can't be reached`() async throws {
        // TEST-NET-3 by a route that does not exist would leave the machine: a broadcast address of the loopback is
        // refused here.
        let address = try #require(IPAddress("127.255.255.255"))
        let result = await (try Client()).send(request(9, address: address))
        #expect(result.failure?.kind == .unreachable)
        #expect(result.failure?.message.contains("dial tcp 127.255.255.255:9: connect: ") == true)
    }

    @Test func `tells of a connection that ends without an answer`() async throws {
        #expect(
            try await failure() == HTTPTransferFailure(.reset, message: "Get \"http://127.0.0.1:PORT/healthz\": EOF"))
    }

    @Test func `tells of a connection that is reset before an answer`() async throws {
        #expect(
            try await failure(.reset)
                == HTTPTransferFailure(
                    .reset,
                    message: "Get \"http://127.0.0.1:PORT/healthz\": read tcp 127.0.0.1:PORT: read: "
                        + "connection reset by peer"))
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "\0\u{1}\u{2}\r\n\r\n", "HTTP/1.1 banana\r\n\r\n", "\r\n\r\n"])
    func `tells of an answer that is not HTTP`(garbage: String) async throws {
        let failure = try #require(try await failure(.send(garbage)))
        #expect(failure.kind == .protocolError)
        #expect(!failure.afterHeaders)
        #expect(failure.message.hasPrefix("Get \"http://127.0.0.1:PORT/healthz\": malformed HTTP response"))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", "X-More: of the same\r\n"), ("HTTP/1.1 200 OK\r\nX-Long: ", "endless"),
        ("HTTP/1.1 200 OK\r\n", "endless name"), ("", "HTTP/1.1 100 Continue\r\n\r\n"),
    ])
    func `ends when headers do not`(begin: String, more: String) async throws {
        let failure = try #require(try await failure(.send(begin), .sendForEver(more)))
        #expect(failure.kind == .protocolError)
        #expect(!failure.afterHeaders)
        #expect(failure.message.contains("response headers exceeded"))
    }

    @Test func `says that headers had come when the body breaks off`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome"
        #expect(
            try await failure(.send(head))
                == HTTPTransferFailure(.reset, afterHeaders: true, message: "unexpected EOF"))
        let reset = try await failure(.send(head), .pause(milliseconds: 50), .reset)
        #expect(
            reset
                == HTTPTransferFailure(
                    .reset, afterHeaders: true, message: "read tcp 127.0.0.1:PORT: read: connection reset by peer"))
    }

    @Test func `says that headers had come when the body is garbled`() async throws {
        let failure = try #require(
            try await failure(.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n")))
        #expect(failure.kind == .protocolError)
        #expect(failure.afterHeaders)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX-A: 1\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
    ])
    func `ends without an answer when the headers break off`(head: String) async throws {
        let failure = try #require(try await failure(.send(head)))
        #expect(failure.kind == .reset)
        #expect(!failure.afterHeaders)
        #expect(failure.message.hasSuffix("EOF"))
    }

    @Test func `knows nothing of the transfer that its handle made before`() async throws {
        let client = try Client()
        let refused = freePort()
        let garbled = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n"))
        let fine = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nok"))
        #expect(await client.send(request(fine.port)).location == "/x")
        #expect(await client.send(request(refused)).failure?.kind == .connectRefused)
        #expect(await client.send(request(garbled.port)).failure?.kind == .protocolError)
        let result = await client.send(request(refused))
        #expect(result.failure?.kind == .connectRefused)
        #expect(result.status == nil)
        #expect(result.location == nil)
        #expect(result.version == nil)
        #expect(result.body.isEmpty)
        #expect(result.phases == TransferPhases())
        var post = request(fine.port)
        post.method = "POST"
        post.body = [1, 2, 3]
        #expect(await client.send(post).status == 200)
        #expect(await client.send(request(fine.port)).failure == nil)
        #expect(fine.requests.map { $0.line.prefix(5) } == ["GET /", "POST ", "GET /"])
    }

    @Test func `keeps what had arrived`() async throws {
        let server = try HTTPTestServer(.send("HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nsome"))
        let result = await (try Client()).send(request(server.port))
        #expect(result.status == 503)
        #expect(result.text == "some")
    }

    @Test(arguments: [
        ("X\r\nInjected", "v"), ("", "v"), ("X Y", "v"), ("X", "v\r\nInjected: 1"), ("X", "a\u{0}b"),
    ])
    func `never lets a header break out of its line`(name: String, value: String) async throws {
        let server = try HTTPTestServer.answering()
        var odd = request(server.port)
        odd.headers = [(name, value)]
        let failure = try #require(await (try Client()).send(odd).failure)
        #expect(failure.kind == .protocolError)
        #expect(failure.message.contains("invalid header field"))
        #expect(server.connectionCount == 0)
    }

    @Test(arguments: ["/a\r\nX: 1", "a", ""]) func `never lets a target break out of its line`(target: String)
        async throws
    {
        let server = try HTTPTestServer.answering()
        let failure = try #require(await (try Client()).send(request(server.port, target)).failure)
        #expect(failure.message.contains("invalid request target"))
        #expect(server.connectionCount == 0)
    }

    @Test(.inAProcessOfItsOwn) func `calls a lack of descriptors its own trouble, in a process of its own`() async {
        await #expect(processExitsWith: .success) {
            let server = try HTTPTestServer.answering()
            let client = try Client()
            #expect(await client.send(request(server.port)).status == 200)
            let shortage = DescriptorShortage()
            let failure = try #require(await client.send(request(server.port)).failure)
            #expect(failure.kind == .localTrouble)
            #expect(failure.message.hasSuffix("dial tcp: socket: too many open files"))
            shortage.end()
            #expect(await client.send(request(server.port)).status == 200)
        }
    }
}
