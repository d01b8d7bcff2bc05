import Foundation
import TestSupport
import Testing

@Suite struct `podprobe run in trouble` {
    @Test func `says which address is taken and exits 1`() async throws {
        let first = try await Daemon.start([:])
        let folder = try TemporaryDirectory()
        let (status, _, err) = try await run(
            Daemon.binary,
            [
                "run", "--manifests", folder.path, "--storage.path", folder.file("state"), "--web.listen-address",
                "127.0.0.1:\(first.port)",
            ])
        #expect(status == 1)
        #expect(err.contains("127.0.0.1:\(first.port)") && err.contains("listens there already"), "\(err)")
        #expect(await first.stop() == 0)
    }

    @Test func `says why it cannot use its storage and exits 1`() async throws {
        let folder = try TemporaryDirectory()
        let file = try folder.write("", to: "file")
        let (status, _, err) = try await run(
            Daemon.binary, ["run", "--manifests", folder.path, "--storage.path", file + "/state"])
        #expect(status == 1)
        #expect(err.contains(file + "/state") && err.contains("--storage.path"), "\(err)")
    }

    @Test func `does not share its storage with a second podprobe`() async throws {
        let first = try await Daemon.start([:])
        let (status, _, err) = try await run(
            Daemon.binary,
            [
                "run", "--manifests", first.manifests, "--storage.path", first.storage, "--web.listen-address",
                "127.0.0.1:0",
            ])
        #expect(status == 1 && err.contains("in use by another podprobe"), "\(err)")
        #expect(await first.stop() == 0)
    }

    @Test func `keeps answering and probing while clients idle, crawl and send half a request`() async throws {
        let probes = "livenessProbe:\n  tcpSocket: {port: http}\n  periodSeconds: 1\n"
        let daemon = try await Daemon.start(["web.yaml": Manifest.web(port: freePort(), probes: probes)])
        var clients: [Int32] = []
        defer { clients.forEach { _ = close($0) } }
        for index in 0..<1_000 {
            let client = try HTTPClient.connect(port: daemon.port)
            clients.append(client)
            if index % 3 == 1 { try HTTPClient.send("GET /metrics HT", on: client) }
            if index % 3 == 2 { try HTTPClient.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", on: client) }
        }
        #expect(try daemon.get("/-/healthy").status == 200)
        let series = #"prober_probe_total"#
        let before = try daemon.metric(series, #"result="successful""#) ?? 0
        let went = await eventually { try daemon.metric(series, #"result="successful""#) ?? 0 >= before + 3 }
        #expect(went)
        #expect(try API(daemon.get("/api/v1/pods").body).restarts("web-test", "server") == 0)
        #expect(await daemon.stop() == 0)
    }

    @Test func `leaves at once at a second signal, and finds its containers again`() async throws {
        let folder = try TemporaryDirectory()
        let pidFile = folder.file("pid")
        let stubborn = Manifest.shell(
            name: "stubborn", "trap '' TERM; echo $$$$ > \(pidFile); while :; do sleep 1; done",
            spec: "terminationGracePeriodSeconds: 300"
        ).replacing("  terminationGracePeriodSeconds: 3\n", with: "")
        var daemon = try await Daemon.start(["a.yaml": stubborn], in: folder)
        for _ in 1...2 {
            let current = daemon
            let isRunning = await eventually {
                // Not before the shell ignores SIGTERM: it would end, and podprobe with it, as asked.
                try API(current.get("/api/v1/pods").body).phase("stubborn-test") == "Running"
                    && FileManager.default.fileExists(atPath: pidFile)
            }
            #expect(isRunning, "\(current.program.standardError)")
            current.program.signal(SIGTERM)
            #expect(await eventually { try current.get("/-/ready").status == 503 })
            // What comes within half a second counts as the same request; only then is it a second one.
            let left = await eventually {
                current.program.signal(SIGTERM)
                return !current.program.isRunning
            }
            #expect(left)
            #expect(await current.program.exitStatus(within: 10) == 143)
            daemon = try await Daemon.start(["a.yaml": stubborn], in: folder)
        }
        let pid = try #require(Int32(String(contentsOfFile: pidFile, encoding: .utf8).dropLast()))
        #expect(kill(pid, SIGKILL) == 0, "the container that was started first must still be the one that runs")
        #expect(await daemon.stop() == 0)
    }

    @Test func `never kills for a target that cannot be named`() async throws {
        let probes = """
            readinessProbe:
              httpGet: {path: /, port: nosuchport}
              periodSeconds: 1
            livenessProbe:
              httpGet: {path: /, port: nosuchport}
              periodSeconds: 1
              failureThreshold: 1
            """
        let daemon = try await Daemon.start(["a.yaml": Manifest.shell(name: "a", "exec sleep 1000", probes: probes)])
        let told = await eventually {
            try API(daemon.get("/api/v1/events").body).events(of: "a-test")
                .contains { $0.reason == "Unhealthy" && $0.message.contains("probe errored") }
        }
        #expect(told)
        let pods = try API(daemon.get("/api/v1/pods").body)
        #expect(pods.restarts("a-test", "main") == 0 && pods.ready("a-test", "main") == false)
        #expect(await daemon.stop() == 0)
    }
}

@Suite struct `podprobe's own end` {
    @Test func `by SIGKILL leaves containers running, and the next one adopts them with their restart counts`()
        async throws
    {
        let folder = try TemporaryDirectory()
        let starts = folder.file("starts")
        let script = "echo $$$$ >> \(starts)\n[ $(wc -l < \(starts)) -ge 2 ] || exit 1\nexec sleep 1000"
        let files = ["a.yaml": Manifest.shell(name: "a", script)]
        let first = try await Daemon.start(files, in: folder)
        let restarted = await eventually {
            let pods = try API(first.get("/api/v1/pods").body)
            return pods.restarts("a-test", "main") == 1 && pods.ready("a-test", "main") == true
        }
        #expect(restarted, "\(first.program.standardError)")
        let uid = try API(first.get("/api/v1/pods").body).uid("a-test")
        first.program.signal(SIGKILL)
        #expect(await first.program.exitStatus(within: 10) == 128 + SIGKILL)

        let second = try await Daemon.start(files, in: folder)
        let adopted = await eventually { try API(second.get("/api/v1/pods").body).ready("a-test", "main") == true }
        #expect(adopted, "\(second.program.standardError)")
        let pods = try API(second.get("/api/v1/pods").body)
        #expect(pods.restarts("a-test", "main") == 1)
        #expect(pods.uid("a-test") == uid)
        #expect(try String(contentsOfFile: starts, encoding: .utf8).split(separator: "\n").count == 2)
        #expect(await second.stop() == 0)
    }

    @Test func `by SIGTERM stops its pods, and the next one keeps their restart counts`() async throws {
        let folder = try TemporaryDirectory()
        let marker = folder.file("marker")
        let files = [
            "a.yaml": Manifest.shell(name: "a", "[ -e \(marker) ] || { touch \(marker); exit 1; }\nexec sleep 1000")
        ]
        let first = try await Daemon.start(files, in: folder)
        #expect(await eventually { try API(first.get("/api/v1/pods").body).restarts("a-test", "main") == 1 })
        #expect(await first.stop() == 0)
        let second = try await Daemon.start(files, in: folder)
        let kept = await eventually {
            let pods = try API(second.get("/api/v1/pods").body)
            return pods.ready("a-test", "main") == true && pods.restarts("a-test", "main") ?? 0 >= 2
        }
        #expect(kept, "\(second.program.standardError)")
        #expect(await second.stop() == 0)
    }
}
