import PodModel
import Synchronization
import TestSupport
import Testing

@testable import Probing

private let second: Int64 = 1_000_000_000

private func answer(_ status: String = "200 OK", _ headers: String...) -> HTTPTestServer.Step {
    .send(HTTPTestServer.answer(status, headers: headers))
}

private func action(_ port: UInt16, _ change: (inout HTTPGetAction) -> Void = { _ in }) -> HTTPGetAction {
    var action = HTTPGetAction()
    action.port = .int(Int32(port))
    action.path = "/stop"
    action.scheme = "HTTP"
    change(&action)
    return action
}

extension LifecycleHTTPClient {
    fileprivate func get(
        _ action: HTTPGetAction, ports: [ContainerPort] = [], seconds: Int64? = 60
    ) async -> LifecycleAnswer {
        await get(action, ports: ports, podIP: "127.0.0.1", timeoutNanoseconds: seconds.map { $0 * second })
    }
}

extension LifecycleAnswer {
    fileprivate var why: String? { if case .failed(let why) = self { why } else { nil } }
}

private let plainly = LifecycleAnswer.answered(httpInsteadAt: nil)

@Suite struct `A hook's HTTP request` {
    private let client = LifecycleHTTPClient()

    @Test(arguments: ["200 OK", "204 None", "302 Found", "404 Not Found", "500 Oops"])
    func `succeeds with any answer`(status: String) async throws {
        let server = try HTTPTestServer.answering(status)
        #expect(await client.get(action(server.port)) == plainly)
        #expect(server.requests.map(\.target) == ["/stop"])
    }

    @Test func `is made as a probe's, under the name of a lifecycle client`() async throws {
        let server = try HTTPTestServer.answering()
        let plain = action(server.port)
        #expect(await client.get(plain) == plainly)
        let named = action(server.port) {
            $0.port = .string("admin")
            $0.path = "/a b?c=d"
            $0.httpHeaders = [
                HTTPHeader(name: "host", value: "shop.example"), HTTPHeader(name: "X-Why", value: "stop"),
            ]
        }
        let ports = [ContainerPort(name: "admin", containerPort: Int32(server.port))]
        #expect(await client.get(named, ports: ports) == plainly)
        #expect(
            Set(server.requests[0].headers) == [
                "Host: 127.0.0.1:\(server.port)", "User-Agent: kube-lifecycle/1.35", "Accept: */*", "Connection: close",
            ])
        #expect(server.requests[1].target == "/a%20b?c=d")
        #expect(server.requests[1].headers.contains("Host: shop.example"))
        #expect(server.requests[1].headers.contains("X-Why: stop"))
    }

    @Test func `goes to the host that it names`() async throws {
        let server = try HTTPTestServer.answering()
        let answer = await client.get(
            action(server.port) { $0.host = "localhost" }, ports: [], podIP: "127.0.0.99", timeoutNanoseconds: nil)
        #expect(answer == plainly)
        let unknown = await client.get(action(server.port) { $0.host = "no.such.host.invalid" }, seconds: 60)
        #expect(unknown.why?.contains("dial tcp: lookup no.such.host.invalid") == true)
    }

    @Test func `that names a port of no one fails`() async {
        let answer = await client.get(action(1) { $0.port = .string("admin") })
        #expect(answer == .failed("port \"admin\" is not a named port of this container (it names none)"))
    }

    @Test func `fails when it is refused, reset or cut off before an answer`() async throws {
        let port = freePort()
        let refused = await client.get(action(port))
        #expect(
            refused.why
                == "Get \"http://127.0.0.1:\(port)/stop\": dial tcp 127.0.0.1:\(port): connect: connection refused")
        for (steps, why) in [
            ([.reset], "connection reset by peer"), ([], "EOF"),
            ([.send("rubbish\r\n\r\n")], "malformed HTTP response"),
        ] as [([HTTPTestServer.Step], String)] {
            let server = try HTTPTestServer { _ in steps }
            let answer = await client.get(action(server.port))
            #expect(answer.why?.contains(why) == true, "\(answer)")
            #expect(server.requests.count == 1)
        }
    }

    @Test func `succeeds although the body breaks off`() async throws {
        let cut = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc"
        for steps in [[.send(cut)], [.send(cut), .reset]] as [[HTTPTestServer.Step]] {
            let server = try HTTPTestServer { _ in steps }
            #expect(await client.get(action(server.port)) == plainly)
        }
    }

    @Test func `that is not answered fails in its time`() async throws {
        let server = try HTTPTestServer(.hold)
        let answer = await client.get(
            action(server.port), ports: [], podIP: "127.0.0.1", timeoutNanoseconds: second / 5)
        #expect(answer.why?.contains("Client.Timeout exceeded while awaiting headers") == true)
    }

    @Test func `follows redirects on the same host, ten at most`() async throws {
        let server = try HTTPTestServer { request in
            switch request.target {
            case "/stop": [answer("302 Found", "Location: /done")]
            case "/loop": [answer("302 Found", "Location: /loop")]
            default: [answer()]
            }
        }
        #expect(await client.get(action(server.port)) == plainly)
        #expect(server.requests.map(\.target) == ["/stop", "/done"])
        #expect(
            await client.get(action(server.port) { $0.path = "/loop" }).why?.hasSuffix("stopped after 10 redirects")
                == true)
        #expect(server.requests.count == 12)
    }

    @Test func `takes a redirect to another host for an answer`() async throws {
        let other = try HTTPTestServer.answering()
        let server = try HTTPTestServer(answer("302 Found", "Location: http://localhost:\(other.port)/"))
        #expect(await client.get(action(server.port)) == plainly)
        #expect(other.connectionCount == 0)
    }

    @Test func `without a time-out is given up when nobody waits for it`() async throws {
        let server = try HTTPTestServer(.hold)
        let task = Task { await client.get(action(server.port), seconds: nil) }
        #expect(await eventually { server.requests.count == 1 })
        task.cancel()
        #expect(await task.value == .failed("given up"))
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await client.get(action(server.port), seconds: nil)
        }
        #expect(await late.value == .failed("given up"))
        #expect(server.requests.count == 1)
    }
}

// Looked up in handlers.go: only an error that says "server gave HTTP response to HTTPS client" leads to one more request, to the
// same place over HTTP without the Authorization header; when that fails too, the first error stands.
@Suite struct `A hook over HTTPS` {
    private let client = LifecycleHTTPClient()

    @Test(.enabled(if: TLSTestServer.isPossible, "\(TLSTestServer.reason)"))
    func `takes any certificate`() async throws {
        for certificate in TLSTestServer.Certificate.allCases {
            let server = try await TLSTestServer(certificate)
            #expect(await client.get(action(server.port) { $0.scheme = "HTTPS" }) == plainly)
        }
    }

    @Test func `is asked again over HTTP when that is what the server speaks, without credentials`() async throws {
        // It answers before it is asked, as a server does that takes a TLS greeting for a bad request.
        let server = try HTTPTestServer(answersAtOnce: HTTPTestServer.answer("400 Bad Request"))
        let secure = action(server.port) {
            $0.scheme = "HTTPS"
            $0.httpHeaders = [HTTPHeader(name: "authorization", value: "secret"), HTTPHeader(name: "X-A", value: "b")]
        }
        #expect(await client.get(secure) == .answered(httpInsteadAt: "127.0.0.1:\(server.port)"))
        #expect(server.connectionCount == 2)
        let call = LifecycleCall(secure, port: 1, podIP: "127.0.0.1", tag: 1, timeoutNanoseconds: nil)
        #expect(call.request.headers.fields.map(\.name).contains("Authorization"))
        #expect(!(call.plain?.headers.fields.map(\.name).contains("Authorization") ?? true))
        #expect(call.plain?.headers.fields.contains { $0.name == "X-A" } == true)
        #expect(call.plain?.secure == false)
    }

    @Test func `fails when nothing listens, or what answers speaks neither`() async throws {
        let port = freePort()
        let refused = await client.get(action(port) { $0.scheme = "HTTPS" })
        #expect(refused.why?.hasSuffix("connect: connection refused") == true)
        let server = try HTTPTestServer(answersAtOnce: "SSH-2.0-dropbear\r\n")
        let neither = await client.get(action(server.port) { $0.scheme = "HTTPS" })
        #expect(neither.why?.contains("first record does not look like a TLS handshake") == true)
        #expect(neither.why?.contains("; over HTTP: Get \"http://") == true)
    }
}

@Suite struct `Many hooks at once` {
    @Test func `take turns, and those without a time-out take half of the places at most`() async throws {
        let silent = try HTTPTestServer(.hold)
        let server = try HTTPTestServer.answering()
        let client = LifecycleHTTPClient(limit: 4)
        let hanging = (0..<6).map { _ in Task { await client.get(action(silent.port), seconds: nil) } }
        #expect(await eventually { silent.requests.count == 2 })
        let timed = (0..<20).map { _ in Task { await client.get(action(server.port)) } }
        for task in timed { #expect(await task.value == plainly) }
        #expect(silent.requests.count == 2)
        hanging[0].cancel()
        hanging[1].cancel()
        hanging[2].cancel()
        // Whoever of the others comes first takes a place that became free.
        #expect(await eventually { silent.requests.count >= 3 })
        client.stop()
        for task in hanging { #expect(await task.value.why != nil) }
    }

    @Test func `that wait as long as they may take are not sent`() async throws {
        let silent = try HTTPTestServer(.hold)
        let client = LifecycleHTTPClient(limit: 2)
        let first = (0..<2).map { _ in Task { await client.get(action(silent.port), seconds: 600) } }
        #expect(await eventually { silent.requests.count == 2 })
        let late = await client.get(
            action(silent.port), ports: [], podIP: "127.0.0.1", timeoutNanoseconds: second / 10)
        #expect(late.why != nil)
        #expect(silent.requests.count == 2)
        client.stop()
        for task in first { #expect(await task.value == .failed("podprobe stops")) }
        #expect(await client.get(action(silent.port)) == .failed("podprobe stops"))
        client.stop()
    }

    @Test func `succeed by the thousand`() async throws {
        let server = try HTTPTestServer.answering()
        let client = LifecycleHTTPClient(limit: 64)
        let answers = await withTaskGroup { group in
            for _ in 0..<1_000 { group.addTask { await client.get(action(server.port)) } }
            return await group.reduce(into: 0) { $0 += $1 == plainly ? 1 : 0 }
        }
        #expect(answers == 1_000)
    }
}
