import Foundation
import HTTPServing
import Synchronization
import TestSupport
import Testing

@Suite struct `The server` {
    @Test func `answers with the headers that a browser and a cache need`() throws {
        let (server, port) = try serve([quick])
        let reply = try HTTPClient.get("/quick", port: port)
        #expect(reply.status == 200)
        #expect(reply.text == "quick")
        #expect(reply.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(reply.headers["x-content-type-options"] == "nosniff")
        #expect(reply.headers["vary"] == "Accept, Accept-Encoding")
        #expect(reply.headers["content-length"] == "5")
        server.stop()
    }

    @Test func `answers HEAD like GET, without the body`() throws {
        let (server, port) = try serve([quick])
        let reply = try HTTPClient.get("/quick", port: port, method: "HEAD")
        #expect(reply.status == 200)
        #expect(reply.headers["content-length"] == "5")
        #expect(reply.body == [])
        server.stop()
    }

    @Test func `hands over path, query and headers`() throws {
        let (server, port) = try serve([
            .get("/a b") {
                HTTPReply(200, "\($0.method) \($0.path) \($0.query["q"] ?? "-") \($0.headers["x-one"] ?? "-")")
            }
        ])
        let reply = try HTTPClient.get("/a%20b?q=%C3%A4+1", port: port, headers: ["X-One": "yes"])
        #expect(reply.text == "GET /a b ä 1 yes")
        server.stop()
    }

    @Test func `says 404 and 405 in a few words`() throws {
        let (server, port) = try serve([quick, .post("/-/reload") { _ in HTTPReply(200, "done") }])
        #expect(try HTTPClient.get("/nothing", port: port).status == 404)
        #expect(try HTTPClient.get("/quick%00", port: port).status == 404)
        let wrong = try HTTPClient.get("/-/reload", port: port)
        #expect(wrong.status == 405)
        #expect(wrong.headers["allow"] == "POST")
        #expect(wrong.text.contains("POST"))
        let wrongToo = try HTTPClient.get("/quick", port: port, method: "DELETE")
        #expect(wrongToo.headers["allow"] == "GET, HEAD")
        server.stop()
    }

    @Test func `gives POST its whole body, and sends what comes later`() throws {
        let (server, port) = try serve([.post("/echo") { HTTPReply(200, body: $0.body) }])
        let text = String(repeating: "0123456789", count: 50_000)
        let reply = try HTTPClient.get("/echo", port: port, method: "POST", body: text)
        #expect(reply.status == 200)
        #expect(reply.text == text)
        #expect(try HTTPClient.get("/echo", port: port, method: "POST").text == "")
        server.stop()
    }

    @Test func `reads chunked bodies`() throws {
        let (server, port) = try serve([.post("/echo") { HTTPReply(200, body: $0.body) }])
        let client = try RawClient(port: port)
        try client.send("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        try client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(client.readAll().hasSuffix("\r\n\r\nabcde"))
        server.stop()
    }

    @Test func `serves others while an answer is being found`() async throws {
        let gate = Gate()
        let (server, port) = try serve([
            quick,
            .get(
                "/slow",
                later: { _ in
                    await gate.pass()
                    return HTTPReply(200, "slow")
                }),
        ])
        async let slow = aside { try HTTPClient.get("/slow", port: port) }
        #expect(await eventually { gate.visitors == 1 })
        #expect(try HTTPClient.get("/quick", port: port).text == "quick")
        #expect(server.inFlight == 1)
        gate.open()
        #expect(try await slow.text == "slow")
        server.stop()
    }

    @Test func `keeps a connection for the next request`() throws {
        let (server, port) = try serve([quick, .get("/later", later: { _ in HTTPReply(200, "later") })])
        let client = try RawClient(port: port)
        for (path, text) in [
            ("/quick", "quick"), ("/later", "later"), ("/nothing", "lists what is"), ("/quick", "quick"),
        ] {
            try client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.read(until: text).hasPrefix("HTTP/1.1 "))
        }
        server.stop()
    }

    @Test func `tells of every answered request`() async throws {
        let records = Mutex<[HTTPRequestRecord]>([])
        let (server, port) = try serve([quick], observe: { record in records.withLock { $0.append(record) } })
        _ = try HTTPClient.get("/quick?x=1", port: port)
        _ = try HTTPClient.get("/quick", port: port, method: "HEAD")
        _ = try HTTPClient.get("/secret", port: port, method: "BREW")
        #expect(await eventually { records.withLock { $0.count } == 3 })
        let seen = records.withLock { $0 }
        #expect(seen.map(\.method) == ["GET", "HEAD", "other"])
        #expect(seen.map(\.route) == ["/quick", "/quick", "other"])
        #expect(seen.map(\.status) == [200, 200, 404])
        #expect(seen.map(\.bodyBytes).prefix(2) == [5, 0])
        #expect(seen.allSatisfy { $0.isComplete && !$0.isGzipped && $0.durationNanoseconds > 0 })
        server.stop()
    }

    @Test func `compresses what is big enough, for whom asks`() async throws {
        let text = String(repeating: "podprobe_x 1\n", count: 1000)
        let (server, port) = try serve([
            .get("/now") { _ in HTTPReply(200, text) }, .get("/later", later: { _ in HTTPReply(200, text) }), quick,
        ])
        for path in ["/now", "/later"] {
            let plain = try HTTPClient.get(path, port: port)
            #expect(plain.headers["content-encoding"] == nil)
            #expect(plain.text == text)
            let small = try HTTPClient.get(path, port: port, headers: ["Accept-Encoding": "gzip;q=0.5"])
            #expect(small.headers["content-encoding"] == "gzip")
            #expect(small.body.prefix(2) == [0x1F, 0x8B])
            #expect(small.headers["content-length"] == String(small.body.count))
            #expect(small.body.count < text.utf8.count / 8)
        }
        let tiny = try HTTPClient.get("/quick", port: port, headers: ["Accept-Encoding": "gzip"])
        #expect(tiny.headers["content-encoding"] == nil)
        server.stop()
    }

    @Test func `sends a body of many pieces whole and in order`() throws {
        let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let (server, port) = try serve([.get("/big") { _ in HTTPReply(200, body: body) }])
        #expect(try HTTPClient.get("/big", port: port).body == body)
        server.stop()
    }
}
