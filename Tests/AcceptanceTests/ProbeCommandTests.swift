import Foundation
import TestSupport
import Testing

@Suite struct `podprobe probe` {
    private func probe(_ arguments: String...) async throws -> (status: Int32?, out: String, err: String) {
        try await run(Daemon.binary, ["probe"] + arguments)
    }

    private func server(_ body: (UInt16, Daemon) async throws -> Void) async throws {
        let port = freePort()
        let daemon = try await Daemon.start(["web.yaml": Manifest.web(port: port, down: "/etc/hostname")])
        let accepts = await eventually {
            if let fd = try? HTTPClient.connect(port: port) { close(fd) == 0 } else { false }
        }
        #expect(accepts)
        try await body(port, daemon)
        #expect(await daemon.stop() == 0)
    }

    @Test func `says result, reason and the time of each phase of a GET`() async throws {
        try await server { port, daemon in
            let good = try await probe("--http", "http://127.0.0.1:\(daemon.port)/-/healthy")
            #expect(good.status == 0, "\(good)")
            for word in ["healthy", "connect", "processing", "total"] {
                #expect(good.out.contains(word), "\(good.out)")
            }
            let bad = try await probe("--http", "http://127.0.0.1:\(port)/")
            #expect(bad.status == 1)
            #expect(bad.out.contains("HTTP probe failed with statuscode: 500"), "\(bad.out)")
        }
    }

    @Test func `connects, and says when nobody listens`() async throws {
        try await server { port, _ in
            let open = try await probe("--tcp", "127.0.0.1:\(port)")
            #expect(open.status == 0)
        }
        let closed = try await probe("--tcp", "127.0.0.1:\(freePort())")
        #expect(closed.status == 1 && closed.out.contains("refused"), "\(closed.out)")
    }

    @Test func `runs a command`() async throws {
        let good = try await probe("--exec", "--", "sh", "-c", "echo fine; exit 0")
        #expect(good.status == 0 && good.out.contains("fine"), "\(good)")
        #expect(try await probe("--exec", "--", "sh", "-c", "exit 4").status == 1)
        let slow = try await probe("--exec", "--", "sleep", "30")
        #expect(slow.status == 1 && slow.out.contains("command \"sleep 30\" timed out"), "\(slow.out)")
        let missing = try await probe("--exec", "--", "/nonexistent/program")
        #expect(missing.status == 3, "\(missing)")
    }

    @Test func `asks a manifest's probe`() async throws {
        let folder = try TemporaryDirectory()
        try await server { port, _ in
            let probes =
                "livenessProbe:\n  tcpSocket: {port: http}\nreadinessProbe:\n  httpGet: {path: /, port: http}\n"
            let file = try folder.write(Manifest.web(port: port, probes: probes), to: "web.yaml")
            #expect(try await probe("--pod", file).status == 0)
            #expect(try await probe("--pod", file, "--container", "server", "--type", "readiness").status == 1)
            let none = try await probe("--pod", file, "--type", "startup")
            #expect(none.status == 2 && none.err.contains("startup"), "\(none)")
        }
    }

    @Test func `exits 2 for a command line that makes no sense`() async throws {
        #expect(try await probe().status == 2)
        #expect(try await probe("--tcp", "nowhere").status == 2)
        #expect(try await probe("--http", "ftp://127.0.0.1/").status == 2)
        #expect(try await probe("--http", "http://127.0.0.1/", "--tcp", "127.0.0.1:1").status == 2)
    }
}
