import TestSupport
import Testing

/// Rows F of kubelet-semantics 9: what a folder's files come to.
@Suite(.node()) struct `Scenarios of files` {
    // Marked as a deduction there: kubelet's file source rebuilds its whole set at each listing.
    @Test func `F02 a broken edit keeps its pod until the next listing`() async throws {
        let pod = try ScenarioPod("f02")
        try pod.start(script: "exec sleep 1000")
        #expect(await eventually { try pod.phase == "Running" })
        try pod.start("a: [b")
        #expect(await eventually { pod.daemon.program.standardError.contains("f02.yaml") })
        #expect(await eventually { try !pod.isThere })
    }

    @Test func `F04 a pod is called after its node, in default, with its uid as hash`() async throws {
        let manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: x}]}\n"
        let daemon = try await Daemon.start(["web.yaml": manifest], node: "Node-A")
        #expect(await eventually { try API(daemon.get("/api/v1/pods").body).names == ["web-node-a"] })
        let pod = try API(daemon.get("/api/v1/pods").body).pod("web-node-a")
        let metadata = try #require(pod?["metadata"] as? [String: Any])
        let hash = (metadata["annotations"] as? [String: Any])?["kubernetes.io/config.hash"] as? String
        #expect(metadata["namespace"] as? String == "default")
        #expect(hash != nil && hash == metadata["uid"] as? String)
        #expect(await daemon.stop() == 0)
    }
}
