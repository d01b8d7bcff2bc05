import TestSupport
import Testing

/// What ends or changes a pod as a whole, with real processes.
@Suite struct `A pod as a whole` {
    @Test func `fails at its activeDeadlineSeconds, and its containers end`() async throws {
        let world = try await ScenarioDaemon([
            "short": """
            activeDeadlineSeconds: 1
            terminationGracePeriodSeconds: 2
            containers:
            - {name: main, image: sh, command: [sleep, "1000"]}
            """
        ])
        #expect(await eventually { try world.pods.phase("short-test") == "Failed" }, "\(world.story)")
        let status = try world.pods.pod("short-test")?["status"] as? [String: Any]
        #expect(status?["reason"] as? String == "DeadlineExceeded")
        let message = "Pod was active on the node longer than the specified deadline"
        #expect(status?["message"] as? String == message)
        #expect(try world.messages("DeadlineExceeded", "short") == [message])
        #expect(
            await eventually { try world.pods.terminatedReason("short-test", "main") == "Error" }, "\(world.story)")
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `with a uid of its own restarts the container whose definition changed, and no other`() async throws {
        func manifest(_ seconds: Int) -> String {
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, uid: web-1}
            spec:
              terminationGracePeriodSeconds: 2
              containers:
              - {name: main, image: sh, command: [sleep, "\(seconds)"]}
              - {name: other, image: sh, command: [sleep, "1000"]}

            """
        }
        let world = try await ScenarioDaemon([:], others: ["web.yaml": manifest(1_000)])
        #expect(await eventually { try world.pods.ready("web-test", "main") == true }, "\(world.story)")
        try world.daemon.write(manifest(2_000), to: "web.yaml")
        let isRestarted = await eventually {
            try world.pods.restarts("web-test", "main") == 1 && world.pods.ready("web-test", "main") == true
        }
        #expect(isRestarted, "\(world.story)")
        #expect(try world.messages("Killing", "web") == ["Container main definition changed, will be restarted"])
        #expect(try world.pods.restarts("web-test", "other") == 0 && world.pods.uid("web-test") == "web-1")
        let metadata = try world.pods.pod("web-test")?["metadata"] as? [String: Any]
        let status = try world.pods.pod("web-test")?["status"] as? [String: Any]
        #expect(metadata?["generation"] as? Int == 2 && status?["observedGeneration"] as? Int == 2)
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `waits for labels of the node, and starts on a node that has them`() async throws {
        let spec = """
            nodeSelector: {disk: ssd}
            containers:
            - {name: main, image: sh, command: [sleep, "1000"]}
            """
        let without = try await ScenarioDaemon(["picky": spec])
        let words = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
        let waits = await eventually {
            try without.messages("FailedScheduling", "picky").first?.hasPrefix(words) == true
        }
        #expect(waits, "\(without.story)")
        #expect(try without.pods.phase("picky-test") == "Pending")
        #expect(await without.daemon.stop() == 0)
        let with = try await ScenarioDaemon(["picky": spec], arguments: ["--node.labels", "disk=ssd,zone=a"])
        #expect(await eventually { try with.pods.phase("picky-test") == "Running" }, "\(with.story)")
        #expect(await with.daemon.stop() == 0)
    }
}
