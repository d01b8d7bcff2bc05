import Foundation
import TestSupport
import Testing

/// Rows P, W and R of kubelet-semantics 9 that need a pod of a special kind.
@Suite(.node()) struct `Scenarios of workers and their containers` {
    private let always = "exec: {command: [\"true\"]}"

    @Test func `P23 a probe's command knows the literal variables only`() async throws {
        let pod = try ScenarioPod("p23")
        let file = pod.folder.file("seen")
        let manifest = Manifest.shell(
            name: "p23", "exec sleep 1000",
            probes: """
                env:
                - {name: A, value: a}
                - {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                envFrom: [{configMapRef: {name: p23}}]
                readinessProbe:
                  periodSeconds: 1
                  exec: {command: [sh, -c, 'printf "%s|%s|%s" "$0" "$1" "$2" > \(file)', "$(A)", "$(B)", "$(C)"]}
                """)
        try pod.start(
            manifest
                + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: p23, namespace: shop}\ndata: {C: c}\n")
        #expect(await eventually { try pod.ready() == true })
        #expect(pod.lines("seen") == ["a||$(C)"])
    }

    @Test(.enabled(if: GRPCTestServer.isPossible, "\(GRPCTestServer.reason)"))
    func `P24 the gRPC health protocol is answered in its four ways`() async throws {
        let server = try await GRPCTestServer()
        let other = try await GRPCTestServer(hasHealthService: false)
        let asked = [
            ("p24-serving", "{port: \(server.port)}", ""),
            ("p24-down", "{port: \(server.port), service: down}", #"service unhealthy (responded with "NOT_SERVING")"#),
            ("p24-other", "{port: \(other.port)}", "this server does not implement the grpc health protocol"),
            ("p24-nobody", "{port: \(freePort())}", "failed to connect service"),
        ]
        let pods = try asked.map { try ScenarioPod($0.0) }
        for (pod, (_, probe, _)) in zip(pods, asked) {
            try pod.start(
                script: "exec sleep 1000",
                probes: "livenessProbe: {grpc: \(probe), periodSeconds: 1, timeoutSeconds: 20, failureThreshold: 1}")
        }
        #expect(await eventually { try pods[0].probes("Liveness", "successful") ?? 0 >= 2 })
        for (pod, (name, _, words)) in zip(pods, asked).dropFirst() {
            #expect(await eventually { try pod.restarts() ?? 0 >= 1 }, "\(name)")
            let messages = try pod.messages("Unhealthy")
            #expect(messages.contains { $0.hasPrefix("Liveness probe failed: ") && $0.contains(words) }, "\(messages)")
        }
        #expect(try pods[0].restarts() == 0)
    }

    @Test func `W05 nothing is asked within the initial delay`() async throws {
        let (pod, slow) = (try ScenarioPod("w05"), try ScenarioPod("w05-startup"))
        let delayed = "{exec: {command: [\"false\"]}, initialDelaySeconds: 3600, periodSeconds: 1, failureThreshold: 1}"
        try pod.start(script: "exec sleep 1000", probes: "livenessProbe: \(delayed)\nreadinessProbe: \(delayed)")
        try slow.start(script: "exec sleep 1000", probes: "startupProbe: \(delayed)")
        #expect(await eventually { try pod.started() == true && slow.phase == "Running" })
        let skipped = { @Sendable in
            try pod.daemon.metric("podprobe_probes_skipped_total", #"reason="initial_delay""#) ?? 0
        }
        let before = try skipped()
        #expect(await eventually { try skipped() >= before + 6 })
        #expect(try pod.ready() == false && pod.restarts() == 0)
        #expect(try slow.started() == false && slow.restarts() == 0)
        #expect(try pod.messages("Unhealthy").isEmpty && slow.messages("Unhealthy").isEmpty)
    }

    @Test func `W10 readiness is asked as soon as the startup probe has succeeded`() async throws {
        let pod = try ScenarioPod("w10")
        try pod.start(
            script: "exec sleep 1000",
            probes: """
                startupProbe: {exec: {command: [test, -e, \(pod.folder.file("up"))]}, periodSeconds: 1, failureThreshold: 1000}
                readinessProbe: {\(always), periodSeconds: 20}
                """)
        #expect(await eventually { try !pod.messages("Unhealthy").isEmpty })
        #expect(try pod.ready() == false)
        try pod.folder.writeFile("", to: "up")
        #expect(await eventually { try pod.ready() == true })
    }

    @Test func `W12 a container that waits is not ready, and its worker goes on`() async throws {
        let pod = try ScenarioPod("w12")
        let manifest = Manifest.shell(
            name: "w12", "exec sleep 1000",
            probes: "envFrom: [{configMapRef: {name: w12}}]\nreadinessProbe: {\(always), periodSeconds: 1}")
        try pod.start(manifest)
        #expect(await eventually { try pod.waiting() == "CreateContainerConfigError" })
        #expect(try pod.ready() == false)
        try pod.start(manifest + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: w12, namespace: shop}\n")
        #expect(await eventually { try pod.ready() == true })
    }

    @Test func `W13 W15 a worker ends with a container that is not started again, and with its pod`() async throws {
        let pod = try ScenarioPod("w13")
        let end = pod.folder.file("end")
        func waiting(_ name: String, for file: String) -> String {
            """
            - name: \(name)
              image: sh
              command: [sh, -c, "while [ ! -e \(file) ]; do sleep 0.1; done; exit 1"]
              readinessProbe: {\(always), periodSeconds: 1}
            """
        }
        try pod.start(
            ScenarioDaemon.manifest(
                "w13", "restartPolicy: Never\ncontainers:\n\(waiting("a", for: end))\n\(waiting("b", for: end + "2"))"))
        for name in ["a", "b"] {
            #expect(await eventually { try pod.probes("Readiness", "successful", container: name) ?? 0 >= 1 })
        }
        try pod.folder.writeFile("", to: "end")
        #expect(await eventually { try pod.probes("Readiness", "successful", container: "a") == nil })
        #expect(try pod.ready("a") == false && pod.ready("b") == true)
        #expect(try pod.phase == "Running" && pod.restarts("a") == 0)
        try pod.folder.writeFile("", to: "end2")
        #expect(await eventually { try pod.phase == "Failed" })
        #expect(await eventually { try pod.probes("Readiness", "successful", container: "b") == nil })
    }

    @Test func `W18 a deleted pod's readiness is still asked, and its liveness is not`() async throws {
        let pod = try ScenarioPod("w18")
        let (up, go) = (pod.folder.file("up"), pod.folder.file("go"))
        let probe = "{exec: {command: [test, -e, \(up)]}, periodSeconds: 1, failureThreshold: 1}"
        try pod.start(
            Manifest.shell(
                name: "w18",
                "trap 'rm -f \(up); while [ ! -e \(go) ]; do sleep 0.05; done; exit 0' TERM\ntouch \(up)\n"
                    + "while :; do sleep 0.05; done",
                probes: "livenessProbe: \(probe)\nreadinessProbe: \(probe)",
                spec: "terminationGracePeriodSeconds: 300"
            ).replacing("  terminationGracePeriodSeconds: 3\n", with: ""))
        #expect(await eventually { try pod.ready() == true })
        try FileManager.default.removeItem(atPath: pod.daemon.manifests + "/w18.yaml")
        #expect(await eventually { try pod.ready() == false })
        #expect(try pod.phase == "Running")
        let failures = try pod.probes("Readiness", "failed") ?? 0
        #expect(await eventually { try pod.probes("Readiness", "failed") ?? 0 >= failures + 2 })
        #expect(try pod.messages("Killing") == ["Stopping container main"])
        #expect(try pod.messages("Unhealthy").allSatisfy { $0.hasPrefix("Readiness") })
        try pod.folder.writeFile("", to: "go")
        #expect(await eventually { try pod.phase == nil })
    }

    @Test func `W21 an init container is ready when it has succeeded, a sidecar while it runs`() async throws {
        let pod = try ScenarioPod("w21")
        try pod.start(
            ScenarioDaemon.manifest(
                "w21",
                """
                terminationGracePeriodSeconds: 2
                initContainers:
                - {name: side, image: sh, restartPolicy: Always, command: [sleep, "1000"]}
                - {name: init, image: sh, command: [sh, -c, "while [ ! -e \(pod.folder.file("go")) ]; do sleep 0.1; done"]}
                containers:
                - {name: main, image: sh, command: [sleep, "1000"]}
                """))
        #expect(await eventually { try pod.started("init") == true && pod.ready("side") == true })
        #expect(try pod.ready("init") == false && pod.ready() == false)
        try pod.folder.writeFile("", to: "go")
        #expect(await eventually { try pod.ready("init") == true && pod.ready() == true })
        #expect(try pod.started("init") == false && pod.ready("side") == true)
    }

    @Test func `R02 a startup kill uses the probe's own grace`() async throws {
        let pod = try ScenarioPod("r02")
        try pod.start(
            Manifest.shell(
                name: "r02", "trap '' TERM\nwhile :; do sleep 0.1; done",
                probes: """
                    startupProbe:
                      exec: {command: ["false"]}
                      periodSeconds: 1
                      failureThreshold: 1
                      terminationGracePeriodSeconds: 2
                    """, spec: "terminationGracePeriodSeconds: 12"
            ).replacing("  terminationGracePeriodSeconds: 3\n", with: ""))
        #expect(await eventually { try pod.restarts() ?? 0 >= 1 })
        #expect(try pod.lastExitCode() == 137)
        let words = "Container main failed startup probe, will be restarted"
        #expect(try pod.messages("Killing").first == words)
        #expect(pod.daemon.program.standardError.contains("\(words) (grace 2 s)."))
    }
}
