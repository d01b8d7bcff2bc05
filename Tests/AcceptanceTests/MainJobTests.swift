import Foundation
import TestSupport
import Testing

@Suite struct `podprobe run` {
    @Test func `starts pods, probes them and serves what it knows`() async throws {
        let port = freePort()
        let probes = """
            readinessProbe:
              httpGet: {path: /ready, port: http}
              periodSeconds: 1
            livenessProbe:
              tcpSocket: {port: http}
              periodSeconds: 1
            """
        let daemon = try await Daemon.start(["web.yaml": Manifest.web(port: port, probes: probes)])
        let up = await eventually {
            try API(daemon.get("/api/v1/pods").body).ready("web-test", "server") == true
        }
        #expect(up, "\(daemon.program.standardError)")
        let pods = try API(daemon.get("/api/v1/pods").body)
        #expect(pods.names == ["web-test"])
        #expect(pods.phase("web-test") == "Running")
        #expect(pods.restarts("web-test", "server") == 0)

        let metrics = try daemon.get("/metrics")
        #expect(metrics.status == 200)
        #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(try daemon.metric("kube_pod_status_phase", #"pod="web-test""#, #"phase="Running""#) == 1)
        #expect(try daemon.metric("kube_pod_status_ready", #"pod="web-test""#, #"condition="true""#) == 1)
        #expect(try daemon.metric("kube_pod_status_qos_class", #"qos_class="BestEffort""#) == 1)
        #expect(try daemon.metric("prober_probe_total", #"probe_type="Readiness""#, #"result="successful""#) ?? 0 >= 1)
        let page = try daemon.get("/")
        #expect(page.status == 200 && page.headers["content-type"]?.hasPrefix("text/html") == true)
        #expect(page.text.contains("web-test"))
        for path in ["/-/healthy", "/-/ready", "/livez", "/readyz", "/healthz"] {
            #expect(try daemon.get(path).status == 200, "\(path)")
        }
        #expect(try daemon.get("/nothing").status == 404)
        #expect(await daemon.stop() == 0)
        #expect((try? HTTPClient.connect(port: port)) == nil, "the web server must have been stopped")
    }

    @Test func `R18 restarts a container whose liveness fails, with counts, reasons and events`() async throws {
        let folder = try TemporaryDirectory()
        let down = folder.file("down")
        let probes = """
            livenessProbe:
              httpGet: {path: /, port: http}
              periodSeconds: 1
              failureThreshold: 2
            """
        let daemon = try await Daemon.start([
            "web.yaml": Manifest.web(port: freePort(), down: down, probes: probes)
        ])
        let running = await eventually { try API(daemon.get("/api/v1/pods").body).ready("web-test", "server") == true }
        #expect(running)
        try folder.writeFile("", to: "down")
        let restarted = await eventually {
            try API(daemon.get("/api/v1/pods").body).restarts("web-test", "server") ?? 0 >= 1
        }
        try FileManager.default.removeItem(atPath: down)
        #expect(restarted, "\(daemon.program.standardError)")
        let events = try API(daemon.get("/api/v1/events").body).events(of: "web-test")
        #expect(
            events.contains {
                $0.reason == "Unhealthy" && $0.message.contains("HTTP probe failed with statuscode: 500")
            })
        #expect(
            events.contains {
                $0.reason == "Killing" && $0.message == "Container server failed liveness probe, will be restarted"
            })
        #expect(try daemon.metric("kube_pod_container_status_restarts_total", #"container="server""#) ?? 0 >= 1)
        #expect(
            try daemon.metric("kube_pod_container_status_last_terminated_reason", #"reason="Error""#) == 1)
        #expect(await daemon.stop() == 0)
    }

    @Test func `R05 R10 backs off from a container that ends at once`() async throws {
        let daemon = try await Daemon.start(["crash.yaml": Manifest.shell(name: "crash", "exit 3")])
        let waiting = await eventually {
            try API(daemon.get("/api/v1/pods").body).waitingReason("crash-test", "main") == "CrashLoopBackOff"
        }
        #expect(waiting, "\(daemon.program.standardError)")
        let pods = try API(daemon.get("/api/v1/pods").body)
        #expect(pods.phase("crash-test") == "Running")
        #expect(pods.restarts("crash-test", "main") ?? 0 >= 1)
        let last =
            (pods.container("crash-test", "main")?["lastState"] as? [String: Any])?["terminated"] as? [String: Any]
        #expect(last?["exitCode"] as? Int == 3)
        #expect(
            try daemon.metric("kube_pod_container_status_waiting_reason", #"reason="CrashLoopBackOff""#) == 1)
        let events = try API(daemon.get("/api/v1/events").body).events(of: "crash-test")
        #expect(events.contains { $0.reason == "BackOff" })
        #expect(await daemon.stop() == 0)
    }

    @Test func `I01 runs init containers in order before the containers`() async throws {
        let folder = try TemporaryDirectory()
        let log = folder.file("order")
        let spec = """
            restartPolicy: Never
            initContainers:
            - {name: one, image: sh, command: [sh, -c, "echo one >> \(log)"]}
            - {name: two, image: sh, command: [sh, -c, "echo two >> \(log)"]}
            """
        let daemon = try await Daemon.start([
            "job.yaml": Manifest.shell(name: "job", "echo main >> \(log)", spec: spec)
        ])
        let done = await eventually { try API(daemon.get("/api/v1/pods").body).phase("job-test") == "Succeeded" }
        #expect(done, "\(daemon.program.standardError)")
        #expect(try String(contentsOfFile: log, encoding: .utf8) == "one\ntwo\nmain\n")
        #expect(await daemon.stop() == 0)
    }

    @Test func `says what to do about a container without a command`() async throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: bare}
            spec:
              containers:
              - {name: web, image: "nginx:1.14"}
            """
        let daemon = try await Daemon.start(["bare.yaml": manifest])
        let waiting = await eventually {
            try API(daemon.get("/api/v1/pods").body).waitingReason("bare-test", "web") == "CreateContainerConfigError"
        }
        #expect(waiting, "\(daemon.program.standardError)")
        #expect(await daemon.stop() == 0)
    }

    @Test func `reports a command that does not exist`() async throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: nope}
            spec:
              containers:
              - {name: a, image: x, command: [/nonexistent/program]}
              - {name: b, image: x, command: [/etc/hostname]}
            """
        let daemon = try await Daemon.start(["nope.yaml": manifest])
        for container in ["a", "b"] {
            let seen = await eventually {
                let pods = try API(daemon.get("/api/v1/pods").body)
                let last = pods.container("nope-test", container)?["lastState"] as? [String: Any]
                return ["RunContainerError", "CrashLoopBackOff"].contains(pods.waitingReason("nope-test", container))
                    && (last?["terminated"] as? [String: Any])?["exitCode"] as? Int == 128
            }
            let told = try daemon.get("/api/v1/pods").text
            #expect(seen, "\(container): \(told)")
        }
        #expect(await daemon.stop() == 0)
    }
}
