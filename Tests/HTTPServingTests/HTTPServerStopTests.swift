import HTTPServing
import TestSupport
import Testing

@Suite struct `Stopping the server` {
    @Test func `lets an exchange under way end`() async throws {
        let gate = Gate()
        let (server, port) = try serve([
            .get(
                "/slow",
                later: { _ in
                    await gate.pass()
                    return HTTPReply(200, "slow")
                })
        ]) { $0.stopSecondsLimit = 60 }
        let client = try RawClient(port: port)
        try client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { gate.visitors == 1 })
        async let stopped: Void = aside { server.stop() }
        #expect(await eventually { (try? RawClient(port: port)) == nil })
        gate.open()
        let answer = try await aside { client.readAll() }
        #expect(answer.hasSuffix("slow"))
        #expect(answer.contains("Connection: close"))
        try await stopped
    }

    @Test func `does not wait for ever for an answer that never comes`() async throws {
        let gate = Gate()
        let (server, port) = try serve([
            .get(
                "/never",
                later: { _ in
                    await gate.pass()
                    return HTTPReply(200, "never")
                })
        ]) { $0.stopSecondsLimit = 0 }
        let client = try RawClient(port: port)
        try client.send("GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { gate.visitors == 1 })
        try await aside { server.stop() }
        #expect(try await aside { client.readAll() }.hasPrefix("HTTP/1.1 503"))
        gate.open()
    }

    @Test func `does not wait for a client that does not read`() async throws {
        let (server, port) = try serve([.get("/big") { _ in HTTPReply(200, body: bigBody) }]) {
            $0.stopSecondsLimit = 0
        }
        let client = try RawClient(port: port)
        try client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await eventually { server.inFlight == 1 })
        try await aside { server.stop() }
        #expect(server.inFlight == 0)
    }

    @Test func `closes idle connections and frees the port`() throws {
        let (server, port) = try serve([quick])
        let idle = try RawClient(port: port)
        try idle.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(idle.read(until: "quick").contains("200 OK"))
        server.stop()
        #expect(idle.readAll() == "")
        #expect(throws: (any Error).self) { try HTTPClient.get("/quick", port: port) }
        let (again, samePort) = try serve([quick]) { $0.addresses = [ListenAddress(host: "127.0.0.1", port: port)] }
        #expect(samePort == port)
        #expect(try HTTPClient.get("/quick", port: port).status == 200)
        again.stop()
    }

    @Test func `twice, or by forgetting the server, is the same`() throws {
        var (server, port): (HTTPServer?, UInt16) = try serve([quick])
        server?.stop()
        server?.stop()
        server = nil
        (server, port) = try serve([quick])
        #expect(try HTTPClient.get("/quick", port: port).status == 200)
        server = nil
        #expect(throws: (any Error).self) { try HTTPClient.get("/quick", port: port) }
    }

    @Test func `while clients come in a crowd ends well`() async throws {
        let (server, port) = try serve([quick, .get("/later", later: { _ in HTTPReply(200, "later") })]) {
            $0.stopSecondsLimit = 1
        }
        let answered = Tally()
        await withTaskGroup { group in
            for number in 0..<4 {
                let path = number.isMultiple(of: 2) ? "/quick" : "/later"
                group.addTask {
                    try? await aside {
                        for _ in 0..<200 {
                            _ = try HTTPClient.get(path, port: port)
                            answered.add()
                        }
                    }
                }
            }
            group.addTask {
                _ = await eventually { answered.value > 50 }
                try? await aside { server.stop() }
            }
        }
        #expect(answered.value > 50)
        #expect(server.inFlight == 0)
    }
}
