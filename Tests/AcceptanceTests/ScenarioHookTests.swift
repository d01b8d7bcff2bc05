import Foundation
import TestSupport
import Testing

/// Lifecycle hooks of kubelet-semantics 9 with real processes.
@Suite struct `Scenarios of hooks` {
    @Test func `R13 R15 that fail after the start end the container, which then backs off`() async throws {
        func pod(_ hook: String) -> String {
            """
            terminationGracePeriodSeconds: 2
            containers:
            - name: main
              image: sh
              command: [sleep, "1000"]
              lifecycle: {postStart: {\(hook)}}
            """
        }
        let world = try await ScenarioDaemon([
            "exec": pod("exec: {command: [\"false\"]}"), "tcp": pod("tcpSocket: {port: 80}"),
        ])
        for name in ["exec", "tcp"] {
            let isBackingOff = await eventually {
                try world.pods.waitingReason("\(name)-test", "main") == "CrashLoopBackOff"
            }
            #expect(isBackingOff, "\(world.story)")
            #expect(try world.messages("FailedPostStartHook", name) == ["PostStartHook failed"])
            #expect(try world.messages("Killing", name) == ["FailedPostStartHook"])
            #expect(
                try world.messages("BackOff", name).first?.hasPrefix("Back-off restarting failed container main")
                    == true)
        }
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `R16 that take long after the start hold up status, probes and the next container`() async throws {
        let folder = try TemporaryDirectory()
        let (gate, begun) = (folder.file("gate"), folder.file("begun"))
        let world = try await ScenarioDaemon([
            "web": """
            terminationGracePeriodSeconds: 2
            containers:
            - name: main
              image: sh
              command: [sleep, "1000"]
              readinessProbe: {exec: {command: [sh, -c, "touch \(folder.file("probed"))"]}, periodSeconds: 1}
              lifecycle:
                postStart:
                  exec: {command: [sh, -c, "touch \(begun); while [ ! -e \(gate) ]; do sleep 0.05; done"]}
            - {name: next, image: sh, command: [sleep, "1000"]}
            """
        ])
        #expect(await eventually { FileManager.default.fileExists(atPath: begun) }, "\(world.story)")
        // The next looks at the runtime have come and gone.
        let relists = try world.daemon.metric("kubelet_pleg_relist_duration_seconds_count") ?? 0
        #expect(
            await eventually {
                try (world.daemon.metric("kubelet_pleg_relist_duration_seconds_count") ?? 0) >= relists + 3
            })
        #expect(try world.pods.waitingReason("web-test", "main") == "ContainerCreating")
        #expect(try world.pods.waitingReason("web-test", "next") == "ContainerCreating")
        #expect(try world.pods.phase("web-test") == "Pending")
        #expect(!FileManager.default.fileExists(atPath: folder.file("probed")))
        try folder.writeFile("", to: "gate")
        #expect(await eventually { try world.isTrue("Ready", "web") }, "\(world.story)")
        #expect(await world.daemon.stop() == 0)
    }
}
