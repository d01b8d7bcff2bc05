import Foundation
import TestSupport
import Testing

/// Static pods' files of kubelet-semantics 9 with the real binary.
@Suite struct `Scenarios of files` {
    @Test func `F02 F04 keep a broken edit's pod until the next listing, under its node's name and uid`() async throws {
        let world = try await ScenarioDaemon([
            "web": "containers: [{name: main, image: sh, command: [sleep, \"1000\"]}]\nterminationGracePeriodSeconds: 2"
        ])
        #expect(await eventually { try world.pods.phase("web-test") == "Running" }, "\(world.story)")
        let metadata = try world.pods.pod("web-test")?["metadata"] as? [String: Any]
        let annotations = metadata?["annotations"] as? [String: String]
        #expect(annotations?["kubernetes.io/config.hash"] == metadata?["uid"] as? String)
        #expect(annotations?["kubernetes.io/config.source"] == "file")

        try world.daemon.write("}{ garbage: [", to: "web.yaml")
        let isTold = await eventually { world.story.contains("its pod runs on as it was") }
        #expect(isTold, "\(world.story)")
        #expect(await eventually { try world.pods.names.isEmpty }, "\(world.story)")
        #expect(await world.daemon.stop() == 0)
    }
}
