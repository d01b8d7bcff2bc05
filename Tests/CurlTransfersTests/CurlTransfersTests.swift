import CurlTransfers
import EventLoops
import Foundation
import TestSupport
import Testing

@Suite struct `A transfer` {
    @Test func `P01 brings status, body and times of an answer`() async throws {
        let server = try HTTPTestServer.answering(body: "fine")
        let result = await (try Client()).send(request(server.port))
        #expect(result.failure == nil)
        #expect(result.status == 200)
        #expect(result.version == "1.1")
        #expect(result.text == "fine")
        #expect(result.phases.connectNanoseconds ?? 0 > 0)
        #expect(result.phases.tlsNanoseconds == nil)
        #expect(result.phases.processingNanoseconds != nil)
        #expect(result.phases.transferNanoseconds != nil)
        #expect(result.certificateExpirySeconds == nil)
    }

    @Test(arguments: [204, 301, 399, 404, 500, 503])
    func `P02 P03 brings every status as an answer, not as a failure`(status: Int) async throws {
        let server = try HTTPTestServer.answering("\(status) Something")
        let result = await (try Client()).send(request(server.port))
        #expect(result.status == status)
        #expect(result.failure == nil)
    }

    @Test func `P13 sends exactly the headers it was given, and Host`() async throws {
        let server = try HTTPTestServer.answering()
        _ = await (try Client()).send(request(server.port, "/healthz?deep=1"))
        let seen = try #require(server.requests.first)
        #expect(seen.line == "GET /healthz?deep=1 HTTP/1.1")
        #expect(
            Set(seen.headers) == [
                "Host: 127.0.0.1:\(server.port)", "User-Agent: kube-probe/1.34", "Accept: */*", "Connection: close",
            ])
        #expect(seen.headers.count == 4)
    }

    @Test func `sends no header but Host when it was given none`() async throws {
        let server = try HTTPTestServer.answering()
        var bare = request(server.port)
        bare.headers = []
        _ = await (try Client()).send(bare)
        #expect(server.requests.first?.headers == ["Host: 127.0.0.1:\(server.port)"])
    }

    @Test func `sends repeated headers all, empty ones empty, and the first Host instead of the authority`()
        async throws
    {
        let server = try HTTPTestServer.answering()
        var odd = request(server.port)
        odd.headers = [("X-A", "1"), ("X-A", " 2 "), ("X-Empty", ""), ("Host", "a.example"), ("host", "b.example")]
        _ = await (try Client()).send(odd)
        #expect(server.requests.first?.headers.sorted() == ["Host: a.example", "X-A: 1", "X-A: 2", "X-Empty:"])
    }

    @Test func `sends a target to the letter`() async throws {
        let server = try HTTPTestServer.answering()
        _ = await (try Client()).send(request(server.port, "/a/../b//c?x=%zz&y='[]"))
        #expect(server.requests.first?.line == "GET /a/../b//c?x=%zz&y='[] HTTP/1.1")
    }

    @Test(arguments: [7, 0, 100_000]) func `posts a body with its length and nothing more`(size: Int) async throws {
        let body = String(repeating: "p", count: size)
        let server = try HTTPTestServer.answering()
        var post = request(server.port)
        post.method = "POST"
        post.headers = []
        post.body = Array(body.utf8)
        let result = await (try Client()).send(post)
        #expect(result.failure == nil)
        let seen = try #require(server.requests.first)
        #expect(seen.line == "POST /healthz HTTP/1.1")
        #expect(seen.body == body)
        #expect(seen.headers.sorted() == ["Content-Length: \(size)", "Host: 127.0.0.1:\(server.port)"])
    }

    @Test func `connects to the address, whatever the host's name`() async throws {
        let server = try HTTPTestServer.answering()
        let result = await (try Client()).send(request(server.port, host: "no-such-host.invalid"))
        #expect(result.status == 200)
        #expect(server.requests.first?.headers.contains("Host: no-such-host.invalid:\(server.port)") == true)
    }

    @Test func `speaks IPv6`() async throws {
        let server = try HTTPTestServer(ipv6: true) { _ in [.send(HTTPTestServer.answer())] }
        let address = try #require(IPAddress("::1"))
        for host in ["::1", "name.example"] {
            #expect(await (try Client()).send(request(server.port, host: host, address: address)).status == 200)
        }
        #expect(server.requests.first?.headers.contains("Host: [::1]:\(server.port)") == true)
    }

    @Test func `gives a redirect back instead of following it`() async throws {
        let server = try HTTPTestServer.answering("302 Found", headers: ["location:  /elsewhere "])
        let result = await (try Client()).send(request(server.port))
        #expect(result.status == 302)
        #expect(result.location == "/elsewhere")
        #expect(server.connectionCount == 1)
    }

    @Test func `leaves a compressed body as it is and asks for none`() async throws {
        let server = try HTTPTestServer.answering(headers: ["Content-Encoding: gzip"], body: "not gzip at all")
        let result = await (try Client()).send(request(server.port))
        #expect(result.text == "not gzip at all")
    }

    @Test func `understands chunks, and brings headers and trailers when they are wanted`() async throws {
        let server = try HTTPTestServer(
            .send("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"),
            .send("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nTransfer-Encoding: chunked\r\n\r\n"),
            .send("3\r\none\r\n3\r\ntwo\r\n0\r\nX-After: 3\r\n\r\n"))
        var wanting = request(server.port)
        wanting.wantsHeaders = true
        let result = await (try Client()).send(wanting)
        #expect(result.status == 200)
        #expect(result.text == "onetwo")
        #expect(result.headers.map { "\($0)=\($1)" } == ["X-A=1", "X-A=2", "Transfer-Encoding=chunked"])
        #expect(result.trailers.map { "\($0)=\($1)" } == ["X-After=3"])
        #expect(await (try Client()).send(request(server.port)).headers.isEmpty)
    }

    @Test func `reads a body that ends with the connection`() async throws {
        let server = try HTTPTestServer(.send("HTTP/1.0 200 OK\r\n\r\nto the end"))
        let result = await (try Client()).send(request(server.port))
        #expect(result.failure == nil)
        #expect(result.version == "1.0")
        #expect(result.text == "to the end")
    }

    @Test(arguments: [10_239, 10_240, 10_241, 5_000_000])
    func `P16 keeps 10,240 bytes of a body and is content`(size: Int) async throws {
        let server = try HTTPTestServer.answering(body: String(repeating: "b", count: size))
        let result = await (try Client()).send(request(server.port))
        #expect(result.failure == nil)
        #expect(result.body.count == min(size, 10_240))
    }

    @Test func `ends at the limit of a body that never ends`() async throws {
        let server = try HTTPTestServer(
            .send("HTTP/1.1 200 OK\r\n\r\n"), .sendForEver(String(repeating: "b", count: 999)))
        let result = await (try Client()).send(request(server.port))
        #expect(result.failure == nil)
        #expect(result.body.count == 10_240)
    }

    @Test func `is content at the limit when the rest of the body never comes`() async throws {
        let body = String(repeating: "b", count: 10_240)
        let server = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + body), .hold)
        #expect(await (try Client()).send(request(server.port)).failure == nil)
    }

    @Test func `may be prepared once and sent many times`() async throws {
        let server = try HTTPTestServer.answering()
        let client = try Client()
        let port = server.port
        let results = Results()
        await client.onLoop { world in
            let prepared = world.transfers.prepare(request(port))
            for tag in 1000..<1020 { world.transfers.start(prepared, tag: UInt64(tag), results) }
        }
        #expect(await eventually { results.count == 20 })
        #expect(results.statuses == [200])
        #expect(await client.inFlight == 0)
    }

    @Test func `has hundreds of neighbours in flight`() async throws {
        let server = try HTTPTestServer(.pause(milliseconds: 100), .send(HTTPTestServer.answer()))
        let client = try Client()
        let results = Results()
        let port = server.port
        await client.onLoop { world in
            let prepared = world.transfers.prepare(request(port))
            for tag in 1...400 { world.transfers.start(prepared, tag: UInt64(tag), results) }
            #expect(world.transfers.inFlight == 400)
        }
        #expect(await eventually { results.count == 400 })
        #expect(results.statuses == [200])
        #expect(Set(results.tags).count == 400)
        #expect(await client.inFlight == 0)
    }

    @Test func `is never heard of from inside its start`() async throws {
        let client = try Client()
        let results = Results()
        let refused = freePort()
        await client.onLoop { world in
            world.transfers.start(request(refused), tag: 1, results)
            world.transfers.start(request(refused, "no slash"), tag: 2, results)
            #expect(results.count == 0)
            #expect(world.transfers.inFlight == 2)
        }
        #expect(await eventually { results.count == 2 })
        #expect(await client.inFlight == 0)
    }

    @Test func `leaves no TIME_WAIT behind, though it closes first`() async throws {
        let server = try HTTPTestServer(.send(HTTPTestServer.answer()), .hold)
        let client = try Client()
        for _ in 0..<20 { #expect(await client.send(request(server.port)).status == 200) }
        let waiting = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).split(separator: "\n").filter {
            line in
            let fields = line.split(separator: " ")
            return fields[3] == "06"
                && fields[1...2].contains { $0.hasSuffix(":" + String(server.port, radix: 16, uppercase: true)) }
        }
        #expect(waiting.isEmpty)
    }

    @Test(.inAProcessOfItsOwn) func `P15 never asks a proxy, whatever the environment says, in a process of its own`()
        async
    {
        await #expect(processExitsWith: .success) {
            let proxy = try HTTPTestServer.answering(body: "proxy")
            let server = try HTTPTestServer.answering(body: "target")
            for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
            }
            let result = await (try Client()).send(request(server.port))
            #expect(result.text == "target")
            #expect(proxy.connectionCount == 0)
        }
    }
}
