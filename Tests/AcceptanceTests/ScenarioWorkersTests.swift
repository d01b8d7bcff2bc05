import Foundation
import TestSupport
import Testing

/// Rows P and W of kubelet-semantics 9 that only a running pod shows.
@Suite(.node()) struct `Scenarios of probes that go on` {
    private func http(_ type: String, _ port: UInt16, _ more: String = "failureThreshold: 1") -> String {
        "\(type)Probe:\n  httpGet: {path: /, host: 127.0.0.1, port: \(port)}\n  periodSeconds: 1\n  \(more)\n"
    }
    private func exec(_ type: String, _ script: String, _ more: String = "failureThreshold: 1") -> String {
        "\(type)Probe:\n  exec: {command: [sh, -c, '\(script)']}\n  periodSeconds: 1\n  \(more)\n"
    }

    @Test func `P06 a redirect to a failing page of the same host restarts the container`() async throws {
        let server = try HTTPTestServer { request in
            let answer =
                request.target == "/"
                ? HTTPTestServer.answer("302 Found", headers: ["Location: /healthz"])
                : HTTPTestServer.answer("500 Broken")
            return [.send(answer)]
        }
        let pod = try ScenarioPod("p06")
        try pod.start(script: "exec sleep 1000", probes: http("liveness", server.port))
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(try pod.messages("Killing").contains("Container main failed liveness probe, will be restarted"))
    }

    @Test func `P07 a redirect to another host is a warning and restarts nothing`() async throws {
        let server = try HTTPTestServer.answering("302 Found", headers: ["Location: http://other.example/"])
        let pod = try ScenarioPod("p07")
        try pod.start(script: "exec sleep 1000", probes: http("liveness", server.port))
        #expect(await eventually { try pod.probes("Liveness", "successful") ?? 0 >= 3 })
        let words = "Liveness probe warning: Probe terminated redirects"
        #expect(try pod.messages("ProbeWarning").contains { $0.hasPrefix(words) })
        #expect(try pod.restarts() == 0)
    }

    @Test func `P18 a port name that is nowhere errs at each try and judges nothing`() async throws {
        let pod = try ScenarioPod("p18")
        let probes = ["liveness", "readiness"].map {
            "\($0)Probe: {httpGet: {port: nowhere}, periodSeconds: 1, failureThreshold: 1}\n"
        }
        try pod.start(script: "exec sleep 1000", probes: probes.joined())
        let told = await eventually {
            try Set(pod.messages("Unhealthy").compactMap { $0.split(separator: " ").first }) == [
                "Liveness", "Readiness",
            ]
        }
        #expect(told)
        #expect(try pod.messages("Unhealthy").allSatisfy { $0.contains("probe errored") })
        #expect(try pod.restarts() == 0 && pod.ready() == false)
    }

    @Test func `P20 a port whose HTTP answer would be 500 is open`() async throws {
        let server = try HTTPTestServer.answering("500 Broken")
        let pod = try ScenarioPod("p20")
        let probe = "livenessProbe: {tcpSocket: {host: 127.0.0.1, port: \(server.port)}, periodSeconds: 1}"
        try pod.start(script: "exec sleep 1000", probes: probe)
        #expect(await eventually { try pod.probes("Liveness", "successful") ?? 0 >= 3 })
        #expect(try pod.restarts() == 0)
    }

    @Test func `P22 a command that hangs is killed, and the container restarted`() async throws {
        let pod = try ScenarioPod("p22")
        let pidFile = pod.folder.file("pid")
        try pod.start(
            script: "exec sleep 1000", probes: exec("liveness", "echo $$$$ >> \(pidFile); exec sleep 1000"))
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(try pod.messages("Unhealthy").contains { $0.contains("timed out") })
        let pid = try #require(pod.lines("pid").first.flatMap { Int32($0) })
        #expect(kill(pid, 0) != 0, "the first probe's process is still there")
    }

    @Test func `W01 readiness falls at the third failure in a row`() async throws {
        let pod = try ScenarioPod("w01")
        let server = try HTTPTestServer { _ in
            [
                .send(
                    FileManager.default.fileExists(atPath: pod.folder.file("down"))
                        ? HTTPTestServer.answer("500 Down") : HTTPTestServer.answer())
            ]
        }
        try pod.start(script: "exec sleep 1000", probes: http("readiness", server.port, "failureThreshold: 3"))
        #expect(await eventually { try pod.ready() == true })
        try pod.folder.writeFile("", to: "down")
        #expect(await eventually { try pod.ready() == false })
        #expect(try pod.probes("Readiness", "failed") ?? 0 >= 3)
        #expect(try pod.restarts() == 0)
    }

    @Test func `W03 W04 the third liveness failure kills, and nothing is asked until there is another container`()
        async throws
    {
        let pod = try ScenarioPod("w03")
        let dying = pod.folder.file("dying")
        let server = try HTTPTestServer { _ in
            [
                .send(
                    HTTPTestServer.answer(
                        FileManager.default.fileExists(atPath: dying) ? "503 Asked while on hold" : "500 Broken"))
            ]
        }
        try pod.start(
            script: "trap 'touch \(dying); sleep 2; rm \(dying); exit 0' TERM\nwhile :; do sleep 0.1; done",
            probes: http("liveness", server.port, "failureThreshold: 3"), spec: "")
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(server.requests.count >= 3)
        #expect(try !pod.messages("Unhealthy").contains { $0.contains("503") })
    }

    @Test func `W06 W09 liveness waits for the startup probe, and then restarts`() async throws {
        let server = try HTTPTestServer.answering("500 Broken")
        let pod = try ScenarioPod("w06")
        let startup = exec("startup", "test -e \(pod.folder.file("up"))", "failureThreshold: 1000")
        try pod.start(script: "exec sleep 1000", probes: startup + http("liveness", server.port))
        #expect(await eventually { try pod.probes("Startup", "failed") ?? 0 >= 4 })
        #expect(server.connectionCount == 0)
        #expect(try pod.restarts() == 0 && pod.started() == false)
        try pod.folder.writeFile("", to: "up")
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(try pod.messages("Killing").contains("Container main failed liveness probe, will be restarted"))
    }

    @Test func `W08 a failed startup probe kills though liveness would pass`() async throws {
        let pod = try ScenarioPod("w08")
        try pod.start(script: "exec sleep 1000", probes: exec("startup", "exit 1") + exec("liveness", "exit 0"))
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(try pod.messages("Killing").allSatisfy { $0.contains("failed startup probe, will be restarted") })
    }
}
