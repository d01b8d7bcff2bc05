import CurlTransfers
import EventLoops
import PodModel
import Testing

@testable import Probing

private func exchange(host: String = "", headers: [HTTPHeader] = [], scheme: String = "HTTP") -> HTTPExchange {
    var action = HTTPGetAction()
    action.path = "/start?x=1"
    action.host = host
    action.scheme = scheme
    action.httpHeaders = headers
    let probe = HTTPProbe(action, port: 8080, userAgent: "kube-probe/1.35")
    return HTTPExchange(probe, podIP: "127.0.0.5", address: .v4(0x7F00_0005))
}

private func answer(_ status: Int, location: String? = nil, body: String = "") -> HTTPTransferResult {
    var result = HTTPTransferResult()
    result.status = status
    result.location = location
    result.body = Array(body.utf8)
    return result
}

extension HTTPExchange {
    fileprivate mutating func outcome(_ result: HTTPTransferResult) -> ProbeOutcome? {
        if case .done(let outcome) = step(result, keepsOutput: true) { return outcome }
        return nil
    }

    fileprivate mutating func next(_ result: HTTPTransferResult) -> HTTPTransferRequest? {
        if case .follow(let request) = step(result, keepsOutput: true) { return request }
        return nil
    }
}

extension HTTPTransferRequest {
    fileprivate func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

@Suite struct `An HTTP probe` {
    @Test func `asks the pod's address, or the host that is named, with a Host header that has the port`() {
        let request = exchange().request
        #expect(request.host == "127.0.0.5" && request.port == 8080 && request.target == "/start?x=1")
        #expect(request.header("Host") == "127.0.0.5:8080")
        #expect(request.bodyLimit == 10_240 && request.method == "GET" && !request.secure)
        #expect(exchange(host: "::1").request.header("Host") == "[::1]:8080")
        #expect(exchange(scheme: "HTTPS").request.secure)
    }

    @Test(arguments: [200, 204, 299]) func `P01 P03 succeeds with the body as output`(status: Int) {
        var exchange = exchange()
        #expect(exchange.outcome(answer(status, body: "fine")) == .success(output: "fine"))
    }

    @Test func `makes no output of a success when nobody reads it`() {
        var exchange = exchange()
        guard case .done(let outcome) = exchange.step(answer(200, body: "fine"), keepsOutput: false) else { return }
        #expect(outcome == .success(output: ""))
    }

    @Test(arguments: [100, 199, 400, 404, 500, 599]) func `P02 fails with only the code in its message`(status: Int) {
        var exchange = exchange()
        let expected = ProbeOutcome.failure(.httpStatus, output: "HTTP probe failed with statuscode: \(status)")
        #expect(exchange.outcome(answer(status, body: "secret")) == expected)
    }

    @Test(arguments: [300, 304, 399]) func `P03 warns at a redirection that is not followed`(status: Int) {
        var exchange = exchange()
        let expected = ProbeOutcome.warning(output: "Probe terminated redirects, Response body: moved")
        #expect(exchange.outcome(answer(status, location: "/elsewhere", body: "moved")) == expected)
        #expect(exchange.outcome(answer(302, body: "moved")) == expected, "without a Location")
    }

    @Test func `P07 does not follow to another hostname`() {
        var exchange = exchange()
        for location in ["http://other/", "//other/", "http://localhost:8080/"] {
            let outcome = exchange.outcome(answer(302, location: location))
            #expect(outcome == .warning(output: "Probe terminated redirects, Response body: "))
        }
    }

    @Test func `P08 follows to the same hostname on another port and scheme`() {
        var exchange = exchange()
        let next = exchange.next(answer(301, location: "https://127.0.0.5:9443/new"))
        #expect(next?.port == 9443 && next?.secure == true && next?.target == "/new")
        #expect(next?.address == .v4(0x7F00_0005))
        #expect(next?.header("Referer") == "http://127.0.0.5:8080/start?x=1")
    }

    @Test func `P09 fails instead of an eleventh request`() {
        var exchange = exchange()
        for number in 1..<10 {
            #expect(exchange.next(answer(302, location: "/loop"))?.target == "/loop", "redirect \(number)")
        }
        let outcome = exchange.outcome(answer(302, location: "/loop"))
        let text = "Get \"http://127.0.0.5:8080/loop\": stopped after 10 redirects"
        #expect(outcome == .failure(.protocol, output: text))
    }

    @Test func `P11 keeps a listed Host over relative redirects, and drops it when a redirect names the host`() {
        var exchange = exchange(headers: [
            HTTPHeader(name: "host", value: "a.example"), HTTPHeader(name: "X", value: "y"),
        ])
        #expect(exchange.request.header("Host") == "a.example")
        let relative = exchange.next(answer(302, location: "next?q"))
        #expect(relative?.target == "/next?q")
        #expect(relative?.header("Host") == "a.example" && relative?.header("X") == "y")
        let absolute = exchange.next(answer(302, location: "http://127.0.0.5:8080/third"))
        #expect(absolute?.header("Host") == "127.0.0.5:8080" && absolute?.header("X") == "y")
    }

    @Test func `fails at a Location that cannot be asked`() {
        var exchange = exchange()
        let outcome = exchange.outcome(answer(302, location: "ftp://127.0.0.5/x"))
        let text = "Get \"http://127.0.0.5:8080/start?x=1\": failed to parse Location header \"ftp://127.0.0.5/x\""
        #expect(outcome == .failure(.protocol, output: text))
    }

    @Test(arguments: [
        (HTTPTransferFailure.Kind.connectRefused, ProbeFailureReason.refused), (.unreachable, .unreachable),
        (.tls, .tls), (.timeout, .timeout), (.reset, .protocol), (.protocolError, .protocol), (.tooLarge, .protocol),
        (.resolve, .dns),
    ])
    func `takes a broken transfer for a failure before the headers and for an error after them`(
        kind: HTTPTransferFailure.Kind, reason: ProbeFailureReason
    ) {
        var exchange = exchange()
        var result = HTTPTransferResult()
        result.failure = HTTPTransferFailure(kind, message: "m")
        #expect(exchange.outcome(result) == .failure(reason, output: "m"))
        result.failure?.afterHeaders = true
        #expect(exchange.outcome(result) == .error(reason, message: "m"))
    }

    @Test func `blames nobody for local trouble`() {
        var exchange = exchange()
        var result = HTTPTransferResult()
        result.failure = HTTPTransferFailure(
            .localTrouble, afterHeaders: true, message: "socket: Too many open files (24)")
        #expect(exchange.outcome(result) == .inconclusive("socket: Too many open files (24)"))
    }

    @Test func `a deadline is a failure before the headers and an error after them`() {
        let url = HTTPURL(secure: false, host: "h", port: 1, target: "/")
        for stage in [HTTPTransferStage.connecting, .tlsHandshake, .awaitingHeaders] {
            guard case .failure(.timeout, _) = HTTPVerdict.timeout(stage, url: url, address: .loopback) else {
                Issue.record("\(stage)")
                continue
            }
        }
        guard case .error(.timeout, _) = HTTPVerdict.timeout(.readingBody, url: url, address: .loopback) else {
            Issue.record("reading the body")
            return
        }
    }
}
