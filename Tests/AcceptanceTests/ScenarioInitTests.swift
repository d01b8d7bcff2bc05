import Foundation
import TestSupport
import Testing

/// Init containers and sidecars of kubelet-semantics 9 with real processes.
@Suite struct `Scenarios of init containers` {
    @Test func `I01 run in order, then the app, and the pod has succeeded`() async throws {
        let world = try await ScenarioDaemon([
            "job": """
            restartPolicy: Never
            initContainers:
            - {name: i1, image: sh, command: [sh, -c, "date +%s%N; sleep 0.3"]}
            - {name: i2, image: sh, command: [sh, -c, "date +%s%N; sleep 0.3"]}
            containers:
            - {name: app, image: sh, command: [sh, -c, "date +%s%N"]}
            """
        ])
        #expect(await eventually { try world.pods.phase("job-test") == "Succeeded" }, "\(world.story)")
        let condition = try world.condition("Initialized", "job")
        #expect(condition?["status"] as? String == "True" && condition?["reason"] as? String == "PodCompleted")
        let times = ["i1", "i2", "app"].compactMap { world.log("job", $0).split(separator: " ").last?.dropLast() }
        #expect(times.count == 3 && times == times.sorted())
        for name in ["i1", "i2"] { #expect(try world.pods.ready("job-test", name) == true) }
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `I03 that fail under Never fail the pod, and the app is never started`() async throws {
        let world = try await ScenarioDaemon([
            "job": """
            restartPolicy: Never
            initContainers:
            - {name: i1, image: sh, command: ["true"]}
            - {name: i2, image: sh, command: ["false"]}
            containers:
            - {name: app, image: sh, command: [sleep, "1000"]}
            """
        ])
        #expect(await eventually { try world.pods.phase("job-test") == "Failed" }, "\(world.story)")
        #expect(try world.pods.waitingReason("job-test", "app") == "PodInitializing")
        #expect(
            try !world.events("job").contains { $0.message.contains("container app") || $0.message.hasSuffix(": app") })
        #expect(await world.daemon.stop() == 0)
    }
}

@Suite struct `Scenarios of sidecars` {
    private let app = """
        containers:
        - {name: app, image: sh, command: [sleep, "1000"]}
        """

    @Test func `I04 I10 without a startup probe hold nothing up, and their readiness is the pod's`() async throws {
        let world = try await ScenarioDaemon([
            "web": """
            terminationGracePeriodSeconds: 2
            initContainers:
            - name: s
              image: sh
              restartPolicy: Always
              command: [sleep, "1000"]
              readinessProbe: {exec: {command: ["false"]}, periodSeconds: 1}
            \(app)
            """
        ])
        #expect(await eventually { try world.pods.ready("web-test", "app") == true }, "\(world.story)")
        #expect(await eventually { try !world.messages("Unhealthy", "web").isEmpty })
        #expect(try world.pods.phase("web-test") == "Running")
        #expect(try world.pods.ready("web-test", "s") == false && world.pods.ready("web-test", "app") == true)
        #expect(try !world.isTrue("Ready", "web"))
        #expect(
            try world.condition("Ready", "web")?["message"] as? String == "containers with unready status: [s]")
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `I11 that crash later are started again, and the pod stays initialised and running`() async throws {
        let world = try await ScenarioDaemon([
            "web": """
            restartPolicy: Never
            terminationGracePeriodSeconds: 2
            initContainers:
            - {name: s, image: sh, restartPolicy: Always, command: [sh, -c, "sleep 1; exit 0"]}
            \(app)
            """
        ])
        #expect(await eventually { try world.pods.restarts("web-test", "s") ?? 0 >= 1 }, "\(world.story)")
        #expect(await eventually { try world.pods.waitingReason("web-test", "s") == "CrashLoopBackOff" })
        #expect(try world.pods.phase("web-test") == "Running" && world.isTrue("Initialized", "web"))
        #expect(try world.pods.restarts("web-test", "app") == 0)
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `I12 whose liveness fails are restarted, in words without a suffix`() async throws {
        let world = try await ScenarioDaemon([
            "web": """
            terminationGracePeriodSeconds: 2
            initContainers:
            - name: s
              image: sh
              restartPolicy: Always
              command: [sleep, "1000"]
              livenessProbe: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}
            \(app)
            """
        ])
        #expect(await eventually { try world.pods.restarts("web-test", "s") ?? 0 >= 1 }, "\(world.story)")
        #expect(try world.messages("Killing", "web").first == "Init container s failed liveness probe")
        #expect(try world.pods.restarts("web-test", "app") == 0)
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `I08 of a deleted pod get their preStop hooks at once and SIGTERM last to first after the app`()
        async throws
    {
        let folder = try TemporaryDirectory()
        let order = folder.file("order")
        func one(_ name: String, isSidecar: Bool) -> String {
            """
            - name: \(name)
              image: sh
            \(isSidecar ? "  restartPolicy: Always" : "")
              command:
              - sh
              - -c
              - "trap 'echo TERM \(name) >> \(order); exit 0' TERM; touch \(order).\(name); while :; do sleep 0.05; done"
              lifecycle: {preStop: {exec: {command: [sh, -c, "echo hook >> \(order); sleep 1"]}}}
            """
        }
        let sidecars = ["s1", "s2", "s3"].map { one($0, isSidecar: true) }.joined(separator: "\n")
        let world = try await ScenarioDaemon([
            "web":
                "terminationGracePeriodSeconds: 20\ninitContainers:\n\(sidecars)\ncontainers:\n\(one("app", isSidecar: false))"
        ])
        let isUp = await eventually {
            ["s1", "s2", "s3", "app"].allSatisfy { FileManager.default.fileExists(atPath: "\(order).\($0)") }
                && (try? world.pods.phase("web-test")) == "Running"
        }
        #expect(isUp, "\(world.story)")
        try FileManager.default.removeItem(atPath: world.daemon.manifests + "/web.yaml")
        #expect(await eventually { try world.pods.names.isEmpty }, "\(world.story)")
        let lines = try String(contentsOfFile: order, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(
            lines == ["hook", "hook", "hook", "hook", "TERM app", "TERM s3", "TERM s2", "TERM s1"], "\(world.story)")
        #expect(await world.daemon.stop() == 0)
    }
}
