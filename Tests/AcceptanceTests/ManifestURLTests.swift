import Foundation
import Synchronization
import TestSupport
import Testing

/// `--static-pod-url`: pods whose manifest comes from an address (kubelet-semantics 7).
@Suite struct `A manifest of an address` {
    private final class Site: Sendable {
        private let body: Mutex<String?>
        private let requests = Mutex<[String]>([])
        init(_ body: String) { self.body = Mutex(body) }
        /// nil answers 503.
        func show(_ body: String?) { self.body.withLock { $0 = body } }
        var seen: [String] { requests.withLock { $0 } }

        func serve() throws -> HTTPTestServer {
            try HTTPTestServer { request in
                self.requests.withLock { $0.append(request.text) }
                guard let body = self.body.withLock({ $0 }) else {
                    return [.send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
                }
                return [
                    .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
                ]
            }
        }
    }

    @Test func `runs its pods beside those of the folder, replaces them, and keeps them while it fails`() async throws {
        let site = Site(Manifest.shell(name: "far", "exec sleep 1000"))
        let server = try site.serve()
        let daemon = try await Daemon.start(
            ["near.yaml": Manifest.shell(name: "near", "exec sleep 1000")],
            arguments: [
                "--static-pod-url", "http://me:hunter2@127.0.0.1:\(server.port)/pods.yaml", "--static-pod-url-header",
                "X-Node: edge 7",
            ])
        @Sendable func pods() throws -> API { try API(daemon.get("/api/v1/pods").body) }
        let both = await eventually {
            try pods().phase("far-test") == "Running" && pods().phase("near-test") == "Running"
        }
        #expect(both, "\(daemon.program.standardError)")
        #expect(site.seen.first?.contains("X-Node: edge 7") == true)
        #expect(site.seen.first?.contains("Authorization: Basic") == true)
        let metadata = try pods().pod("far-test")?["metadata"] as? [String: Any]
        #expect((metadata?["annotations"] as? [String: String])?["kubernetes.io/config.source"] == "http")

        let before = try pods().uid("far-test")
        site.show(Manifest.shell(name: "far", "exec sleep 2000"))
        // Asked again at once, without waiting for the next of its 20 s.
        #expect(try HTTPClient.get("/-/reload", port: daemon.port, method: "POST").status == 200)
        let replaced = await eventually(within: 60) {
            let uid = try pods().uid("far-test")
            return try uid != nil && uid != before && pods().phase("far-test") == "Running"
        }
        #expect(replaced, "\(daemon.program.standardError)")

        let after = try pods().uid("far-test")
        site.show(nil)
        #expect(try HTTPClient.get("/-/reload", port: daemon.port, method: "POST").status == 500)
        let told = await eventually(within: 60) {
            daemon.program.standardError.contains(
                "can't be fetched: the answer has status 503, not 200; its pods stay as they are")
        }
        #expect(told, "\(daemon.program.standardError)")
        #expect(try pods().uid("far-test") == after && pods().phase("far-test") == "Running")
        #expect(!daemon.program.standardError.contains("hunter2"))
        #expect(await daemon.stop() == 0)
    }

    @Test func `that is asked again and does not answer does not hold up the end`() async throws {
        let asked = Mutex(0)
        let manifest = HTTPTestServer.answer(body: Manifest.shell(name: "far", "exec sleep 1000"))
        let server = try HTTPTestServer { _ in
            let number = asked.withLock { asked in
                asked += 1
                return asked
            }
            return number == 1 ? [.send(manifest)] : [.hold]
        }
        let daemon = try await Daemon.start([:], arguments: ["--static-pod-url", "http://127.0.0.1:\(server.port)/"])
        let runs = await eventually { try API(daemon.get("/api/v1/pods").body).phase("far-test") == "Running" }
        #expect(runs, "\(daemon.program.standardError)")
        daemon.program.signal(SIGHUP)
        #expect(await eventually { server.connectionCount == 2 })
        #expect(await daemon.stop() == 0)
        // It did not wait until the address was given up.
        let log = daemon.program.standardError
        let beforeGivingUp = log.components(separatedBy: "can't be fetched").first ?? ""
        #expect(beforeGivingUp.contains("stopping every pod"), "\(log)")
    }
}
