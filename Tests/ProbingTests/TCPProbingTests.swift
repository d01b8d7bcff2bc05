import PodModel
import Probing
import TestSupport
import Testing

/// "" as host is the pod's address, 127.0.0.1.
private func tcp(_ port: UInt16, host: String = "", milliseconds: Int64 = 30_000) async throws -> ProbeReport {
    var probe = Probe()
    probe.tcpSocket = TCPSocketAction()
    probe.tcpSocket?.host = host
    probe.tcpSocket?.port = .int(Int32(port))
    return try await report(probe, timeoutMilliseconds: milliseconds)
}

@Suite struct `A tcpSocket probe` {
    @Test func `P20 succeeds at an open port whatever would be said there`() async throws {
        let server = try HTTPTestServer.answering("500 Bad")
        let report = try await tcp(server.port)
        #expect(report.outcome == .success(output: ""))
        #expect(report.phases.map(\.name) == ["connect"])
        #expect(server.requests.isEmpty, "it must send nothing")
    }

    @Test func `fails at a refused port`() async throws {
        let port = freePort()
        let outcome = try await tcp(port).outcome
        #expect(outcome == .failure(.refused, output: "dial tcp 127.0.0.1:\(port): connect: connection refused"))
    }

    @Test func `resolves names and finds the address that answers`() async throws {
        let server = try HTTPTestServer.answering()
        let report = try await tcp(server.port, host: "localhost")
        #expect(report.outcome == .success(output: ""))
        #expect(report.phases.map(\.name) == ["resolve", "connect"])
        let missing = try await tcp(80, host: "no-such-host.invalid", milliseconds: 3000).outcome
        #expect(missing.kind == "failure dns")
    }

    @Test func `speaks IPv6`() async throws {
        let server = try HTTPTestServer(ipv6: true) { _ in [] }
        #expect(try await tcp(server.port, host: "::1").outcome == .success(output: ""))
    }

    @Test func `times out where nobody accepts`() async throws {
        // A listener whose backlog is full answers no further SYN.
        let listener = try FullListener()
        let outcome = try await tcp(listener.port, milliseconds: 300).outcome
        #expect(outcome == .failure(.timeout, output: "dial tcp 127.0.0.1:\(listener.port): i/o timeout"))
    }
}
