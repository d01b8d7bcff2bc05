import Foundation
import TestSupport
import Testing

/// Pods that do not fit on the node, with the real binary (kubelet-semantics 5.6).
@Suite struct `A pod that does not fit` {
    private static let pods = Dictionary(
        uniqueKeysWithValues: ["a", "b"].map { name in
            (
                name,
                """
                terminationGracePeriodSeconds: 2
                containers:
                - name: main
                  image: sh
                  command: [sleep, "1000"]
                  resources: {requests: {cpu: 700m}}
                """
            )
        })

    private let words =
        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found "
        + "for incoming pod."

    @Test func `waits, says why, and starts when the other one is gone`() async throws {
        let world = try await ScenarioDaemon(Self.pods, arguments: ["--node.capacity", "cpu=1"])
        #expect(await eventually { try world.pods.phase("a-test") == "Running" }, "\(world.story)")
        #expect(await eventually { try world.messages("FailedScheduling", "b") == [words] }, "\(world.story)")
        #expect(try world.pods.phase("b-test") == "Pending")
        // Looked up: maxPods is 110 (pkg/kubelet/apis/config/v1beta1/defaults.go).
        #expect(try world.daemon.metric("kube_node_status_capacity", #"resource="pods""#) == 110)
        let scheduled = try world.condition("PodScheduled", "b")
        #expect(scheduled?["status"] as? String == "False" && scheduled?["reason"] as? String == "Unschedulable")
        #expect(scheduled?["message"] as? String == words)
        try FileManager.default.removeItem(atPath: world.daemon.manifests + "/a.yaml")
        #expect(await eventually { try world.pods.phase("b-test") == "Running" }, "\(world.story)")
        #expect(try world.isTrue("PodScheduled", "b"))
        #expect(try world.messages("Scheduled", "b") == ["Successfully assigned shop/b-test to test"])
        #expect(await world.daemon.stop() == 0)
    }

    @Test func `is rejected for good with --admission=kubelet`() async throws {
        let world = try await ScenarioDaemon(
            Self.pods, arguments: ["--node.capacity", "cpu=1", "--admission", "kubelet"])
        #expect(await eventually { try world.pods.phase("b-test") == "Failed" }, "\(world.story)")
        let status = try world.pods.pod("b-test")?["status"] as? [String: Any]
        #expect(status?["reason"] as? String == "UnexpectedAdmissionError")
        try FileManager.default.removeItem(atPath: world.daemon.manifests + "/a.yaml")
        #expect(await eventually { try world.pods.pod("a-test") == nil }, "\(world.story)")
        #expect(try world.pods.phase("b-test") == "Failed")
        #expect(await world.daemon.stop() == 0)
    }
}
