import CurlTransfers
import EventLoops
import TestSupport
import Testing

private func secure(_ port: UInt16, host: String = "127.0.0.1") -> HTTPTransferRequest {
    var request = request(port, host: host)
    request.secure = true
    return request
}

@Suite struct `A transfer over TLS` {
    // Looked up: by SetTransportDefaults (apimachinery util/net/http.go) a kubelet's probe speaks HTTP/2 with a server
    // that offers it in the handshake; podprobe speaks HTTP/1.1.
    @Test(
        .enabled(if: TLSTestServer.isPossible, Comment(rawValue: TLSTestServer.reason)),
        arguments: TLSTestServer.Certificate.allCases)
    func `P14 trusts whoever answers, and tells when the certificate expires`(
        certificate: TLSTestServer.Certificate
    ) async throws {
        let server = try await TLSTestServer(certificate)
        let client = try Client()
        for host in ["127.0.0.1", "localhost", "some.other.name"] {
            let result = await client.send(secure(server.port, host: host))
            #expect(result.failure == nil)
            #expect(result.status == 200)
            #expect(result.text == "ok")
            #expect(result.version == "1.1")
            #expect(result.certificateExpirySeconds == server.expirySeconds)
            #expect(result.phases.connectNanoseconds ?? 0 > 0)
            #expect(result.phases.tlsNanoseconds ?? 0 > 0)
        }
    }

    // Looked up: tlsHost (Go's net/http/transport.go) takes the name from the URL, whatever the Host header says; Go's
    // crypto/tls sends no address as a name.
    @Test(
        .enabled(if: TLSTestServer.isPossible, Comment(rawValue: TLSTestServer.reason)),
        arguments: [("127.0.0.1", nil), ("url.example", "url.example")])
    func `gives the URL's name in the handshake, and no address`(host: String, name: String?) async throws {
        let server = try await TLSTestServer(.selfSigned)
        var request = secure(server.port, host: host)
        request.headers = [("Host", "header.example")]
        request.wantsHeaders = true
        let result = await (try Client()).send(request)
        #expect(result.status == 200)
        #expect(result.headers.first { $0.name == "X-Server-Name" }?.value == name)
    }

    @Test(.enabled(if: TLSTestServer.isPossible, Comment(rawValue: TLSTestServer.reason)))
    func `is an answer of 400 when plain HTTP knocks at TLS`() async throws {
        let server = try await TLSTestServer(.selfSigned)
        let result = await (try Client()).send(request(server.port))
        #expect(result.status == 400)
        #expect(result.failure == nil)
    }

    @Test func `says so when the server speaks plain HTTP`() async throws {
        let server = try HTTPTestServer(answersAtOnce: "HTTP/1.1 400 Bad Request\r\n\r\n")
        let failure = try #require(await (try Client()).send(secure(server.port)).failure)
        #expect(failure.kind == .tls)
        #expect(!failure.afterHeaders)
        #expect(
            failure.message.hasPrefix(
                "Get \"https://127.0.0.1:\(server.port)/healthz\": tls: first record does not look like a TLS handshake"
            ))
    }

    @Test func `says so when the server hangs up in the handshake`() async throws {
        let server = try HTTPTestServer(answersAtOnce: "")
        let failure = try #require(await (try Client()).send(secure(server.port)).failure)
        #expect([.tls, .reset].contains(failure.kind))
    }
}
