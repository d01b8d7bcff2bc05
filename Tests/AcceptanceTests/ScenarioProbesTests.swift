import TestSupport
import Testing

/// Rows P of kubelet-semantics 9 that one probe shows, as `podprobe probe` asks it.
@Suite struct `Scenarios of one probe` {
    private func ask(_ port: UInt16, _ path: String = "/", _ arguments: String...) async throws -> (
        status: Int32?, out: String
    ) {
        let url = "http://127.0.0.1:\(port)\(path)"
        let answer = try await run(Daemon.binary, ["probe", "--http", url] + arguments)
        return (answer.status, answer.out)
    }

    @Test func `P01 an answer of 200 is healthy and its body the output`() async throws {
        let server = try HTTPTestServer.answering(body: "all is well")
        let answer = try await ask(server.port)
        #expect(answer.status == 0 && answer.out.contains("output   all is well"), "\(answer)")
    }

    @Test(arguments: ["404 Not Found", "500 Internal Server Error"])
    func `P02 an answer of 404 or 500 fails with only its code`(status: String) async throws {
        let server = try HTTPTestServer.answering(status, body: "secret")
        let answer = try await ask(server.port)
        #expect(answer.status == 1 && !answer.out.contains("secret"), "\(answer)")
        #expect(answer.out.contains("HTTP probe failed with statuscode: \(status.prefix(3))"), "\(answer)")
    }

    @Test func `P03 an answer of 204 is healthy, and 399 with a warning`() async throws {
        let server = try HTTPTestServer.answering("204 No Content", body: "")
        let empty = try await ask(server.port)
        #expect(empty.status == 0 && !empty.out.contains("warning"), "\(empty)")
        let odd = try HTTPTestServer.answering("399 Odd")
        let warned = try await ask(odd.port)
        #expect(warned.status == 0 && warned.out.contains("counts as healthy with a warning"), "\(warned)")
    }

    @Test func `P04 a silent server fails the probe at its time-out, and is asked once`() async throws {
        let server = try HTTPTestServer(.hold)
        let answer = try await ask(server.port)
        #expect(answer.status == 1 && server.connectionCount == 1, "\(answer)")
    }

    @Test func `P08 a redirect to another port of the host is followed`() async throws {
        let target = try HTTPTestServer.answering(body: "there")
        let server = try HTTPTestServer.answering(
            "302 Found", headers: ["Location: http://127.0.0.1:\(target.port)/x"])
        let answer = try await ask(server.port)
        #expect(answer.status == 0 && answer.out.contains("output   there"), "\(answer)")
        #expect(target.requests.map(\.target) == ["/x"])
    }

    @Test func `P09 redirects without end fail after ten requests`() async throws {
        let server = try HTTPTestServer.answering("302 Found", headers: ["Location: /again"])
        let answer = try await ask(server.port, "/", "--timeout", "30")
        #expect(answer.status == 1 && answer.out.contains("stopped after 10 redirects"), "\(answer)")
        #expect(server.requests.count == 10)
    }

    @Test func `P11 a listed Host is sent again after a relative redirect`() async throws {
        let server = try HTTPTestServer { request in
            let answer =
                request.target == "/end"
                ? HTTPTestServer.answer() : HTTPTestServer.answer("302 Found", headers: ["Location: /end"])
            return [.send(answer)]
        }
        let answer = try await ask(server.port, "/", "--header", "Host: a.example")
        #expect(answer.status == 0, "\(answer)")
        #expect(
            server.requests.map { $0.headers.filter { $0.hasPrefix("Host:") } } == [
                ["Host: a.example"], ["Host: a.example"],
            ])
    }

    @Test func `P13 nothing but Accept, Connection, User-Agent and Host is sent`() async throws {
        let server = try HTTPTestServer.answering()
        #expect(try await ask(server.port).status == 0)
        let headers = try #require(server.requests.first).headers.sorted()
        #expect(headers.count == 4)
        #expect(headers.prefix(2) == ["Accept: */*", "Connection: close"])
        #expect(headers.dropFirst(2).first == "Host: 127.0.0.1:\(server.port)")
        #expect(headers.last?.wholeMatch(of: /User-Agent: kube-probe\/\d+\.\d+/) != nil, "\(headers)")
    }

    @Test(
        .enabled(if: TLSTestServer.isPossible, "\(TLSTestServer.reason)"),
        arguments: [.selfSigned, .expired] as [TLSTestServer.Certificate])
    func `P14 nobody looks at a certificate`(certificate: TLSTestServer.Certificate) async throws {
        let server = try await TLSTestServer(certificate)
        let answer = try await run(
            Daemon.binary, ["probe", "--http", "https://127.0.0.1:\(server.port)/", "--timeout", "30"])
        #expect(answer.status == 0, "\(answer)")
    }

    @Test func `P15 no proxy is asked`() async throws {
        let (server, proxy) = (try HTTPTestServer.answering(), try HTTPTestServer.answering("500 Proxy"))
        let address = "http://127.0.0.1:\(proxy.port)"
        let program = try RunningProgram(
            Daemon.binary, ["probe", "--http", "http://127.0.0.1:\(server.port)/"],
            environment: ["HTTP_PROXY": address, "http_proxy": address, "ALL_PROXY": address, "NO_PROXY": ""])
        #expect(await program.exitStatus() == 0)
        #expect(server.requests.count == 1 && proxy.connectionCount == 0)
    }

    @Test func `P16 a body without end is cut and healthy`() async throws {
        let server = try HTTPTestServer(
            .send("HTTP/1.1 200 OK\r\n\r\n"), .sendForEver(String(repeating: "x", count: 1024)))
        let answer = try await ask(server.port, "/", "--timeout", "30")
        #expect(answer.status == 0 && answer.out.contains("output   xxx"), "\(answer)")
    }

    @Test func `P21 a command's exit code decides`() async throws {
        let good = try await run(Daemon.binary, ["probe", "--exec", "--", "sh", "-c", "exit 0"])
        #expect(good.status == 0, "\(good)")
        let bad = try await run(Daemon.binary, ["probe", "--exec", "--", "sh", "-c", "echo why; exit 1"])
        #expect(bad.status == 1 && bad.out.contains("why"), "\(bad)")
    }
}
