import Foundation
import TestSupport
import Testing

/// QoS classes, admission and environments of kubelet-semantics 9 with real processes.
@Suite struct `Scenarios of resources` {
    private func sleeper(_ resources: String) -> String {
        """
        terminationGracePeriodSeconds: 2
        containers:
        - name: main
          image: sh
          command: [sleep, "1000"]
          resources: {\(resources)}
        """
    }

    private func status(_ world: ScenarioDaemon, _ pod: String) throws -> [String: Any] {
        try world.pods.pod("\(pod)-test")?["status"] as? [String: Any] ?? [:]
    }

    @Test func `Q01 Q03 decide the QoS class, limits alone being the requests too`() async throws {
        let world = try await ScenarioDaemon([
            "limits": sleeper("limits: {cpu: 100m, memory: 64Mi}"),
            "zero": sleeper("requests: {cpu: \"0\"}, limits: {cpu: 100m, memory: 64Mi}"),
        ])
        #expect(await eventually { try world.pods.phase("limits-test") == "Running" }, "\(world.story)")
        #expect(try status(world, "limits")["qosClass"] as? String == "Guaranteed")
        #expect(try status(world, "zero")["qosClass"] as? String == "Burstable")
        let spec = try world.pods.pod("limits-test")?["spec"] as? [String: Any]
        let main = (spec?["containers"] as? [[String: Any]])?.first
        let requests = (main?["resources"] as? [String: Any])?["requests"] as? [String: String]
        #expect(requests == ["cpu": "100m", "memory": "64Mi"])
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `Q07 reject a static pod that does not fit as a kubelet does`() async throws {
        let world = try await ScenarioDaemon(
            ["a": sleeper("requests: {cpu: 700m}"), "b": sleeper("requests: {cpu: 500m}")],
            arguments: ["--node.capacity", "cpu=1,pods=5", "--admission", "kubelet"])
        #expect(await eventually { try world.pods.phase("b-test") == "Failed" }, "\(world.story)")
        #expect(try status(world, "b")["reason"] as? String == "UnexpectedAdmissionError")
        let words =
            "Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods "
            + "to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 200), ]"
        #expect(try status(world, "b")["message"] as? String == "Pod was rejected: \(words)")
        #expect(try world.messages("UnexpectedAdmissionError", "b") == [words])
        #expect(try status(world, "b")["conditions"] == nil && status(world, "b")["containerStatuses"] == nil)
        #expect(await world.daemon.stop() == 0)

        let full = try await ScenarioDaemon(
            ["a": sleeper(""), "b": sleeper("requests: {cpu: 5}")],
            arguments: ["--node.capacity", "cpu=1,pods=1", "--admission", "kubelet"])
        #expect(await eventually { try full.pods.phase("b-test") == "Failed" }, "\(full.story)")
        #expect(
            try (status(full, "b")["message"] as? String)?.contains("[(res: pods, q: 1), (res: cpu, q: 4000), ]")
                == true)
        #expect(await full.daemon.stop() == 0)
    }
}

@Suite struct `Scenarios of environments` {
    @Test func `E02 E05 are expanded, and an unset limit is the node's allocatable`() async throws {
        let world = try await ScenarioDaemon(
            [
                "env": """
                restartPolicy: Never
                containers:
                - name: main
                  image: sh
                  command: [sh, -c, 'printf "%s|" "$ESCAPED" "$OPEN" "$PLAIN" "$BRACED" "$EMPTY" "$TWICE" "$MEMORY"']
                  env:
                  - {name: A, value: a}
                  - {name: ESCAPED, value: "$$(A)"}
                  - {name: OPEN, value: "$(A"}
                  - {name: PLAIN, value: "$A"}
                  - {name: BRACED, value: "${A}"}
                  - {name: EMPTY, value: "$()"}
                  - {name: TWICE, value: "$(A)$(A)$(LATER)"}
                  - {name: LATER, value: l}
                  - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                """
            ], arguments: ["--node.capacity", "memory=2Gi", "--node.reserved", "memory=512Mi"])
        #expect(await eventually { try world.pods.phase("env-test") == "Succeeded" }, "\(world.story)")
        #expect(
            world.log("env", "main").hasSuffix("$(A)|$(A|$A|${A}|$()|aa$(LATER)|1536|\n"), "\(world.log("env", "main"))"
        )
        #expect(await world.daemon.stop() == 0)
    }
}
