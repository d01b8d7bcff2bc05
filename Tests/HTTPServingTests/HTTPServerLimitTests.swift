import HTTPServing
import TestSupport
import Testing

/// Clients that send nonsense, nothing, too much or too slowly.
@Suite struct `A client that` {
    @Test func `sends too long a body is told 413`() throws {
        let (server, port) = try serve([.post("/echo") { HTTPReply(200, body: $0.body) }]) { $0.maxBodyBytes = 1000 }
        #expect(
            try HTTPClient.get("/echo", port: port, method: "POST", body: String(repeating: "a", count: 1000)).status
                == 200)
        let announced = try RawClient(port: port)
        try announced.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
        #expect(announced.read(until: "1000 bytes").hasPrefix("HTTP/1.1 413"))
        let chunked = try RawClient(port: port)
        try chunked.send("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in 0..<20 { try chunked.send("64\r\n\(String(repeating: "a", count: 100))\r\n") }
        try chunked.send("0\r\n\r\n")
        #expect(chunked.readAll().hasPrefix("HTTP/1.1 413"))
        server.stop()
    }

    @Test func `sends a body without end is cut`() async throws {
        let (server, port) = try serve([.post("/echo") { HTTPReply(200, body: $0.body) }]) { $0.maxBodyBytes = 1000 }
        let client = try RawClient(port: port)
        try client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        let piece = "10000\r\n\(String(repeating: "a", count: 0x10000))\r\n"
        let sent: Void? = try? await aside { for _ in 0..<1000 { try client.send(piece) } }
        #expect(sent == nil)
        server.stop()
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET /quick HTTP/1.1\r\n\r\n",
        "POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
        "GET /quick HTTP/9.9\r\nHost: x\r\n\r\n", "\r\n\r\n\r\n\r\n",
        "GET /quick HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n",
        "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n",
    ])
    func `sends nonsense is refused and harms nobody`(request: String) async throws {
        let (server, port) = try serve([quick]) { $0.idleTimeoutSeconds = 1 }
        let client = try RawClient(port: port)
        // The server may refuse, and close, before all of it is sent.
        try? client.send(request)
        let answer = try await aside { client.readAll() }
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 5"), "\(answer)")
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        server.stop()
    }

    @Test func `sends noise is survived`() throws {
        let (server, port) = try serve([quick]) { $0.idleTimeoutSeconds = 1 }
        var seed: UInt64 = 2026
        for _ in 0..<100 {
            let client = try RawClient(port: port)
            var noise = "GET /"
            for _ in 0..<200 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                noise.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: seed >> 40)))
            }
            try? client.send(noise + "\r\n\r\n")
        }
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        server.stop()
    }

    @Test func `sends half a request and waits is closed, and nobody waits for it`() async throws {
        let (server, port) = try serve([quick]) { $0.idleTimeoutSeconds = 1 }
        let halves = try ["", "GET", "GET /quick HTTP/1.1\r\n", "GET /quick HTTP/1.1\r\nHost: x\r\n"].map { text in
            let client = try RawClient(port: port)
            try client.send(text)
            return client
        }
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        for half in halves { #expect(try await aside { !half.readAll().contains("200 OK") }) }
        server.stop()
    }

    @Test func `trickles its headers is cut`() async throws {
        let (server, port) = try serve([quick]) { $0.responseSecondsLimit = 1 }
        let client = try RawClient(port: port)
        try client.send("GET /quick HTTP/1.1\r\nX: ")
        let isCut = await eventually {
            do { try client.send("a") } catch { return true }
            return false
        }
        #expect(isCut)
        server.stop()
    }

    @Test func `trickles its reading is cut, and others are served meanwhile`() async throws {
        let (server, port) = try serve([quick, .get("/big") { _ in HTTPReply(200, body: bigBody) }]) {
            $0.responseSecondsLimit = 1
        }
        let client = try RawClient(port: port)
        try client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.read(until: "xxx").contains("200 OK"))
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        let isCut = await eventually { client.read(100) == nil || server.inFlight == 0 }
        #expect(isCut)
        #expect(client.readAll().utf8.count < bigBody.count / 2)
        server.stop()
    }

    @Test func `is one of 1,000 idle ones does not keep a scraper out`() throws {
        let (server, port) = try serve([quick])
        let idle = try (0..<1000).map { number in
            let client = try RawClient(port: port)
            if number.isMultiple(of: 2) { try client.send("GET /quick HT") }
            return client
        }
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        #expect(idle.count == 1000)
        server.stop()
    }

    @Test func `is one of many that never read does not keep a scraper out`() throws {
        let (server, port) = try serve([quick, .get("/big") { _ in HTTPReply(200, body: bigBody) }]) {
            $0.stopSecondsLimit = 0
        }
        let deaf = try (0..<50).map { _ in
            let client = try RawClient(port: port)
            try client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            return client
        }
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        #expect(deaf.count == 50)
        server.stop()
    }

    @Test func `comes above the limit waits until there is room`() async throws {
        let (server, port) = try serve([quick]) {
            $0.connectionLimit = 2
            $0.idleTimeoutSeconds = 1
        }
        let first = try [RawClient(port: port), RawClient(port: port)]
        #expect(try await aside { try HTTPClient.get("/quick", port: port).text == "quick" })
        #expect(first.count == 2)
        server.stop()
    }

    @Test func `is one too many from its host is closed at once, and the others are served`() async throws {
        let (server, port) = try serve([quick]) { $0.perIPLimit = 2 }
        let first = try [RawClient(port: port), RawClient(port: port)]
        let third = try RawClient(port: port)
        #expect(try await aside { third.readAll() } == "")
        for client in first {
            try client.send("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.read(until: "quick").contains("200 OK"))
        }
        server.stop()
    }

    @Test func `asks while too many answers are being found is told to come again`() async throws {
        let gate = Gate()
        let (server, port) = try serve([
            .get(
                "/slow",
                later: { _ in
                    await gate.pass()
                    return HTTPReply(200, "slow")
                })
        ]) { $0.laterLimit = 2 }
        let waiting = try (0..<2).map { _ in
            let client = try RawClient(port: port)
            try client.send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return client
        }
        #expect(await eventually { gate.visitors == 2 })
        let refused = try HTTPClient.get("/slow", port: port)
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "1")
        gate.open()
        for client in waiting { #expect(client.readAll().hasSuffix("slow")) }
        server.stop()
    }

    @Test func `asks while too much is unread is told to come again`() async throws {
        let (server, port) = try serve([quick, .get("/big") { _ in HTTPReply(200, body: bigBody) }]) {
            $0.unsentBytesLimit = bigBody.count
            $0.stopSecondsLimit = 0
        }
        let deaf = try RawClient(port: port)
        try deaf.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(!deaf.read(until: "200 OK").isEmpty)
        #expect(try HTTPClient.get("/big", port: port).status == 503)
        #expect(try HTTPClient.get("/quick", port: port).status == 200)
        server.stop()
    }

    @Test func `waits for an answer that never comes gets 503`() async throws {
        let gate = Gate()
        let (server, port) = try serve([
            .post("/never") { _ in
                await gate.pass()
                return HTTPReply(200, "never")
            }
        ]) { $0.responseSecondsLimit = 1 }
        let reply = try await aside { try HTTPClient.get("/never", port: port, method: "POST") }
        #expect(reply.status == 503)
        #expect(reply.text.contains("within 1 s"))
        gate.open()
        server.stop()
    }

    @Test func `leaves before its answer is found harms nobody`() async throws {
        let gate = Gate()
        let (server, port) = try serve([
            quick,
            .get(
                "/slow",
                later: { _ in
                    await gate.pass()
                    return HTTPReply(200, body: bigBody)
                }),
        ])
        do {
            let client = try RawClient(port: port)
            try client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await eventually { gate.visitors == 1 })
        }
        gate.open()
        #expect(await eventually { server.inFlight == 0 })
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        server.stop()
    }
}
