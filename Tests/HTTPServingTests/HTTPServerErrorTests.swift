import Glibc
import HTTPServing
import TestSupport
import Testing

@Suite struct `An address to listen on` {
    private func failure(_ address: String) throws -> HTTPServerError? {
        let address = try ListenAddress(address)
        return #expect(throws: HTTPServerError.self) { _ = try serve([quick]) { $0.addresses = [address] } }
    }

    @Test func `that is in use is named, with what to do`() throws {
        let (server, port) = try serve([quick])
        let error = try failure("127.0.0.1:\(port)")
        #expect(error == .addressInUse("127.0.0.1:\(port)"))
        #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        #expect(error?.description.contains("--web.listen-address") == true)
        #expect(try HTTPClient.get("/quick", port: port).status == 200)
        server.stop()
    }

    @Test func `that is in use on one side is not taken on the other`() throws {
        let (server, port) = try serve([quick]) { $0.addresses = [ListenAddress(host: "", port: 0)] }
        #expect(try failure(":\(port)") == .addressInUse(":\(port)"))
        server.stop()
    }

    @Test func `that this host does not have is named`() throws {
        // TEST-NET-1 of RFC 5737: nobody's address.
        #expect(try failure("192.0.2.1:0") == .addressNotHere("192.0.2.1:0"))
    }

    @Test func `whose name does not resolve is named`() throws {
        let error = try failure("no-such-host.invalid:0")
        #expect(error?.description.contains("no-such-host.invalid:0") == true)
        #expect(error?.description.contains("does not resolve") == true)
    }

    @Test func `that fails leaves those before it closed`() throws {
        let port = freePort()
        let good = ListenAddress(host: "127.0.0.1", port: port)
        #expect(throws: HTTPServerError.self) {
            _ = try serve([quick]) { $0.addresses = [good, ListenAddress(host: "192.0.2.1", port: 0)] }
        }
        #expect(throws: (any Error).self) { try HTTPClient.get("/quick", port: port) }
    }

    @Test func `may be one of several, each with its real port`() throws {
        let (server, _) = try serve([quick]) {
            $0.addresses = [
                ListenAddress(host: "127.0.0.1", port: 0), ListenAddress(host: "localhost", port: 0),
                ListenAddress(host: "", port: 0),
            ]
        }
        #expect(server.listening.count == 3)
        for text in server.listening {
            let address = try ListenAddress(text)
            #expect(address.port != 0)
            guard address.host != "::1" else { continue }
            #expect(try HTTPClient.get("/quick", port: address.port).status == 200)
        }
        server.stop()
    }
}
