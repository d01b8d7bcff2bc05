import CurlTransfers
import EventLoops
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite struct `A transfer that is cancelled` {
    /// How far a transfer came when it was cancelled after `isReady` held.
    private func stage(
        of request: HTTPTransferRequest, when isReady: @escaping @Sendable () -> Bool
    ) async throws -> (HTTPTransferStage, TransferPhases)? {
        let client = try Client()
        let heard = Results()
        let tag = client.begin(request) { heard.transferFinished(0, $0) }
        #expect(await eventually { isReady() })
        let progress = await client.cancel(tag)
        #expect(await client.inFlight == 0)
        #expect(await client.cancel(tag) == .unknown)
        #expect(heard.count == 0)
        guard case .cancelled(let stage, let phases) = progress else { return nil }
        return (stage, phases)
    }

    @Test func `was waiting for headers that never come`() async throws {
        let server = try HTTPTestServer(.hold)
        let (stage, phases) = try #require(
            try await stage(of: request(server.port)) { !server.requests.isEmpty })
        #expect(stage == .awaitingHeaders)
        #expect(phases.connectNanoseconds != nil)
        #expect(phases.processingNanoseconds == nil)
    }

    @Test func `was reading headers that never end`() async throws {
        let server = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\nX-A: "), .hold)
        let (stage, _) = try #require(try await stage(of: request(server.port)) { !server.requests.isEmpty })
        #expect(stage == .awaitingHeaders)
    }

    @Test func `was reading a body that never ends`() async throws {
        let server = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome"), .hold)
        let client = try Client()
        let tag = client.begin(request(server.port))
        #expect(await eventually { server.sendCount == 1 })
        let progress = await client.cancel(tag)
        guard case .cancelled(.readingBody, let phases) = progress else {
            Issue.record("\(progress)")
            return
        }
        #expect(phases.processingNanoseconds != nil)
        #expect(phases.transferNanoseconds == nil)
    }

    @Test func `was connecting to a full queue`() async throws {
        let full = try FullListener()
        let client = try Client()
        let tag = client.begin(request(full.port))
        let progress = await client.cancel(tag)
        #expect(progress == .cancelled(.connecting, TransferPhases()))
    }

    @Test func `was in the TLS handshake with a server that says nothing`() async throws {
        let server = try HTTPTestServer(.hold)
        var secure = request(server.port)
        secure.secure = true
        let client = try Client()
        let results = Results()
        let request = secure
        let progress = await client.onLoop { world in
            world.transfers.start(request, tag: 7, results)
            // The loop has not seen yet that the connection stands.
            for _ in 0..<10_000 where server.connectionCount == 0 { _ = poll(nil, 0, 1) }
            return world.transfers.cancel(tag: 7)
        }
        guard case .cancelled(.tlsHandshake, let phases) = progress else {
            Issue.record("\(progress)")
            return
        }
        #expect(phases.connectNanoseconds != nil)
        #expect(phases.tlsNanoseconds == nil)
    }

    @Test(arguments: [2, 8_000]) func `has finished when the answer was there, however late the loop is`(size: Int)
        async throws
    {
        let mayAnswer = Atomic(false)
        let server = try HTTPTestServer { _ in
            for _ in 0..<120_000 where !mayAnswer.load(ordering: .relaxed) { _ = poll(nil, 0, 1) }
            return [.send(HTTPTestServer.answer(body: String(repeating: "b", count: size)))]
        }
        let client = try Client()
        let results = Results()
        let tag: UInt64 = 7
        let port = server.port
        await client.onLoop { $0.transfers.start(request(port), tag: tag, results) }
        #expect(await eventually { server.requests.count == 1 })
        let progress = await client.onLoop { world in
            // The loop is busy with something else while the answer arrives in the kernel.
            mayAnswer.store(true, ordering: .relaxed)
            for _ in 0..<60_000 where server.sendCount == 0 { _ = poll(nil, 0, 1) }
            return world.transfers.cancel(tag: tag)
        }
        #expect(progress == .finished)
        #expect(results.tags == [tag])
        #expect(results.statuses == [200])
        #expect(await client.inFlight == 0)
    }

    @Test func `has finished when it could not begin`() async throws {
        let client = try Client()
        let results = Results()
        let progress = await client.onLoop { world in
            world.transfers.start(request(1, "no slash"), tag: 7, results)
            #expect(results.count == 0)
            #expect(world.transfers.inFlight == 1)
            return world.transfers.cancel(tag: 7)
        }
        #expect(progress == .finished)
        #expect(results.tags == [7])
        #expect(await client.inFlight == 0)
        #expect(results.count == 1)
    }

    @Test func `is unknown when it was never started`() async throws {
        #expect(await (try Client()).cancel(99) == .unknown)
    }
}
