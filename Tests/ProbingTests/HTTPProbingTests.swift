import PodModel
import Probing
import TestSupport
import Testing

private func answer(_ status: String, _ headers: String..., body: String = "ok") -> HTTPTestServer.Step {
    .send(HTTPTestServer.answer(status, headers: headers, body: body))
}

@Suite struct `An HTTP probe of a real server` {
    @Test func `P01 succeeds with the body as output, and says how long each part took`() async throws {
        let server = try HTTPTestServer.answering(body: "fine")
        let report = try await httpReport(port: server.port)
        #expect(report.outcome == .success(output: "fine"))
        #expect(report.phases.map(\.name).starts(with: ["connect", "processing"]))
        #expect(report.attempts == 1)
        #expect(report.totalNanoseconds > 0)
    }

    @Test(arguments: ["404 Not Found", "500 Oops"]) func `P02 fails with only the code`(status: String) async throws {
        let server = try HTTPTestServer.answering(status, body: "secret")
        let outcome = try await httpReport(port: server.port).outcome
        #expect(outcome == .failure(.httpStatus, output: "HTTP probe failed with statuscode: \(status.prefix(3))"))
    }

    @Test func `P03 takes 204 for success and 399 for a warning`() async throws {
        let server = try HTTPTestServer { $0.target == "/204" ? [answer("204 None")] : [answer("399 Odd")] }
        #expect(try await httpReport(port: server.port, path: "/204").outcome.kind == "success")
        #expect(try await httpReport(port: server.port, path: "/399").outcome.kind == "warning")
    }

    @Test func `P04 fails without another try when the server is silent`() async throws {
        let server = try HTTPTestServer(.hold)
        let report = try await httpReport(port: server.port, timeoutMilliseconds: 300)
        #expect(
            report.outcome
                == .failure(
                    .timeout,
                    output: "Get \"http://127.0.0.1:\(server.port)/\": context deadline exceeded "
                        + "(Client.Timeout exceeded while awaiting headers)"))
        #expect(report.attempts == 1)
    }

    @Test func `P06 follows a redirect to the same host and judges what it finds there`() async throws {
        let server = try HTTPTestServer { request in
            request.target == "/" ? [answer("302 Found", "Location: /healthz")] : [answer("500 Bad")]
        }
        #expect(try await httpReport(port: server.port).outcome.kind == "failure http_status")
        #expect(server.requests.map(\.target) == ["/", "/healthz"])
    }

    @Test func `P07 does not follow a redirect to another hostname`() async throws {
        let other = try HTTPTestServer.answering()
        let server = try HTTPTestServer(answer("302 Found", "Location: http://localhost:\(other.port)/"))
        #expect(try await httpReport(port: server.port).outcome.kind == "warning")
        #expect(other.connectionCount == 0)
    }

    @Test func `P08 follows a redirect to another port of the same host`() async throws {
        let other = try HTTPTestServer.answering(body: "there")
        let server = try HTTPTestServer(answer("307 Moved", "Location: http://127.0.0.1:\(other.port)/x"))
        #expect(try await httpReport(port: server.port).outcome == .success(output: "there"))
    }

    @Test func `P09 fails after ten requests of a redirect loop`() async throws {
        let server = try HTTPTestServer(answer("302 Found", "Location: /"))
        let outcome = try await httpReport(port: server.port).outcome
        #expect(outcome.text.hasSuffix("stopped after 10 redirects"))
        #expect(server.requests.count == 10)
    }

    @Test func `P11 sends a listed Host, also after a relative redirect`() async throws {
        let server = try HTTPTestServer { request in
            request.target == "/" ? [answer("302 Found", "Location: next")] : [answer("200 OK")]
        }
        _ = try await httpReport(port: server.port) {
            $0.httpHeaders = [HTTPHeader(name: "host", value: "a.example")]
        }
        #expect(server.requests.map(\.target) == ["/", "/next"])
        for request in server.requests {
            #expect(request.headers.filter { $0.hasPrefix("Host:") } == ["Host: a.example"])
        }
    }

    @Test func `P13 sends Accept, Connection, User-Agent and a Host with the port, and nothing else`() async throws {
        let server = try HTTPTestServer.answering()
        _ = try await httpReport(port: server.port, path: "/a?b=c")
        let request = try #require(server.requests.first)
        #expect(request.line == "GET /a?b=c HTTP/1.1")
        #expect(
            request.headers.sorted() == [
                "Accept: */*", "Connection: close", "Host: 127.0.0.1:\(server.port)", "User-Agent: kube-probe/1.35",
            ])
    }

    @Test func `P16 keeps 10,240 bytes of a longer body and succeeds`() async throws {
        let server = try HTTPTestServer.answering(body: String(repeating: "x", count: 10_241))
        #expect(try await httpReport(port: server.port).outcome.text.utf8.count == 10_240)
    }

    // Looked up: DoHTTPProbe (pkg/probe/http/http.go) turns what goes wrong before the headers into a failure, and what
    // goes wrong with the body into an error, the timeout too; a body that is too long is no error.
    @Test func `tries an answer whose body hangs three times and then discards it`() async throws {
        let server = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"), .hold)
        let report = try await httpReport(port: server.port, timeoutMilliseconds: 300)
        #expect(report.outcome.kind == "error timeout")
        #expect(report.attempts == 3)
        #expect(server.connectionCount >= 3)
    }

    @Test func `tries an answer whose body is reset three times and then discards it`() async throws {
        let server = try HTTPTestServer(
            .send("HTTP/1.1 500 Bad\r\nContent-Length: 100\r\n\r\nabc"), .pause(milliseconds: 20), .reset)
        let report = try await httpReport(port: server.port)
        #expect(report.outcome.kind == "error protocol")
        #expect(report.attempts == 3)
    }

    @Test func `fails at a refused port in words that name it`() async throws {
        let port = freePort()
        let outcome = try await httpReport(port: port).outcome
        let text = "Get \"http://127.0.0.1:\(port)/\": dial tcp 127.0.0.1:\(port): connect: connection refused"
        #expect(outcome == .failure(.refused, output: text))
    }

    @Test(arguments: [
        [HTTPTestServer.Step.reset], [.send("220 mail.example ESMTP\r\n")],
        [.sendBytes([UInt8](repeating: 0xFF, count: 99))],
        [],
    ])
    func `fails at a server that resets, talks garbage or says nothing and closes`(
        steps: [HTTPTestServer.Step]
    ) async throws {
        let server = try HTTPTestServer { _ in steps }
        let outcome = try await httpReport(port: server.port).outcome
        #expect(outcome.kind == "failure protocol", "\(outcome)")
    }

    @Test func `fails at headers without an end`() async throws {
        let server = try HTTPTestServer(.send("HTTP/1.1 200 OK\r\n"), .sendForEver("X-More: and more\r\n"))
        let outcome = try await httpReport(port: server.port).outcome
        #expect(outcome.kind.hasPrefix("failure"), "\(outcome)")
    }

    @Test func `fails at a server that sends a byte now and then`() async throws {
        let drip = "HTTP/1.1 200 OK".map { [HTTPTestServer.Step.send(String($0)), .pause(milliseconds: 100)] }
        let server = try HTTPTestServer { _ in drip.flatMap { $0 } }
        #expect(try await httpReport(port: server.port, timeoutMilliseconds: 400).outcome.kind == "failure timeout")
    }

    @Test func `fails at a host name that does not exist`() async throws {
        let report = try await httpReport(port: 80, timeoutMilliseconds: 3000) { $0.host = "no-such-host.invalid" }
        #expect(report.outcome.kind == "failure dns")
        #expect(report.outcome.text.contains("lookup no-such-host.invalid"))
    }

    @Test func `resolves a host name and tries its addresses in turn`() async throws {
        let server = try HTTPTestServer.answering(body: "by name")
        let report = try await httpReport(port: server.port) { $0.host = "localhost" }
        #expect(report.outcome == .success(output: "by name"))
        #expect(report.phases.first?.name == "resolve")
        #expect(server.requests.first?.headers.contains("Host: localhost:\(server.port)") == true)
    }

    @Test func `refuses to send a header that would break the request`() async throws {
        let server = try HTTPTestServer.answering()
        let report = try await httpReport(port: server.port) {
            $0.httpHeaders = [HTTPHeader(name: "X", value: "a\r\nY: b")]
        }
        #expect(report.outcome.kind == "failure protocol")
        #expect(server.connectionCount == 0)
    }

    @Test(
        .enabled(if: TLSTestServer.isPossible, Comment(rawValue: TLSTestServer.reason)),
        arguments: TLSTestServer.Certificate.allCases)
    func `P14 does not care whose certificate it is, nor whether it is valid`(
        certificate: TLSTestServer.Certificate
    ) async throws {
        let server = try await TLSTestServer(certificate)
        let report = try await httpReport(port: server.port) { $0.scheme = "HTTPS" }
        #expect(report.outcome == .success(output: "ok"))
        #expect(report.phases.map(\.name).starts(with: ["connect", "tls", "processing"]))
    }

    @Test func `says that it was the handshake which took too long`() async throws {
        // It waits for a request that it can read.
        let server = try HTTPTestServer.answering()
        let report = try await httpReport(port: server.port, timeoutMilliseconds: 300) { $0.scheme = "HTTPS" }
        let text = "Get \"https://127.0.0.1:\(server.port)/\": net/http: TLS handshake timeout"
        #expect(report.outcome == .failure(.timeout, output: text))
    }
}
