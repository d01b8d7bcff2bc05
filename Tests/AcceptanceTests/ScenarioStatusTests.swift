import Foundation
import Synchronization
import TestSupport
import Testing

/// Phases of kubelet-semantics 9 with real processes.
@Suite struct `Scenarios of phases` {
    @Test func `S02 S04 follow from what the containers do`() async throws {
        let world = try await ScenarioDaemon([
            "mixed": """
            terminationGracePeriodSeconds: 2
            containers:
            - {name: a, image: sh, command: [sleep, "1000"]}
            - {name: b, image: sh, command: ["false"]}
            """,
            "over": """
            restartPolicy: Never
            containers:
            - {name: a, image: sh, command: ["true"]}
            - {name: b, image: sh, command: ["false"]}
            """,
        ])
        #expect(await eventually { try world.pods.waitingReason("mixed-test", "b") == "CrashLoopBackOff" })
        #expect(try world.pods.phase("mixed-test") == "Running", "\(world.story)")
        #expect(await eventually { try world.pods.phase("over-test") == "Failed" }, "\(world.story)")
        #expect(try world.pods.terminatedReason("over-test", "a") == "Completed")
        #expect(try world.pods.terminatedReason("over-test", "b") == "Error")
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `S05 of a static pod are never terminal because it was deleted`() async throws {
        let world = try await ScenarioDaemon([
            "web": """
            terminationGracePeriodSeconds: 10
            containers:
            - name: quick
              image: sh
              command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.05; done"]
            - name: slow
              image: sh
              command: [sh, -c, "trap 'sleep 2; exit 0' TERM; echo up; while :; do sleep 0.05; done"]
            """
        ])
        #expect(
            await eventually {
                try world.log("web", "slow").contains("up") && world.pods.phase("web-test") == "Running"
            }, "\(world.story)")
        try FileManager.default.removeItem(atPath: world.daemon.manifests + "/web.yaml")
        let phases = Mutex<Set<String>>([])
        let isGone = await eventually {
            if let phase = try world.pods.phase("web-test") { phases.withLock { _ = $0.insert(phase) } }
            return try world.pods.names.isEmpty
        }
        #expect(isGone, "\(world.story)")
        #expect(phases.withLock { $0 }.isSubset(of: ["Running"]))
        #expect(await world.daemon.stop() == 0)
    }
}
