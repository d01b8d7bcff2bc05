import PodModel
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// kubelet-semantics 4.1 for ordinary init containers, in virtual time.
@Suite struct `A pod with init containers` {
    private func job(_ policy: RestartPolicy, _ node: SimulatedNode, _ codes: [String: Int32]) -> Pod {
        node.runtime.behaviour = { name, _ in codes[name].map { .exits($0, after: 2) } ?? .steady }
        let job = pod(policy: policy, inits: [container("i1"), container("i2")], containers: [container("app")])
        node.apply([job])
        return job
    }

    @Test func `I01 runs them in order, then the app, and succeeds`() {
        let node = SimulatedNode()
        let job = job(.never, node, ["i1": 0, "i2": 0, "app": 0])
        node.run(seconds: 1)
        #expect(node.waitingReason(job, "app") == "PodInitializing")
        #expect(node.status(job).phase == .pending)
        #expect(
            node.status(job).condition(.initialized)?.message == "containers with incomplete status: [i1 i2]")
        node.run(seconds: 20)
        let starts = ["i1", "i2", "app"].map { node.starts($0) }
        #expect(starts.allSatisfy { $0.count == 1 })
        #expect(starts.flatMap { $0 } == starts.flatMap { $0 }.sorted())
        let status = node.status(job)
        #expect(status.phase == .succeeded)
        #expect(status.condition(.initialized)?.status == .true)
        #expect(status.condition(.initialized)?.reason == "PodCompleted")
        #expect(status.initContainerStatuses.allSatisfy { $0.ready })
    }

    @Test func `I03 fails under Never when one fails, and never starts the app`() {
        let node = SimulatedNode()
        let job = job(.never, node, ["i1": 0, "i2": 1])
        node.run(seconds: 60)
        #expect(node.status(job).phase == .failed)
        #expect(node.starts("app").isEmpty)
        #expect(node.starts("i2").count == 1)
        #expect(node.status(job).condition(.ready)?.reason == "PodFailed")
    }

    @Test func `runs a failing one again with back-off, while the pod is pending`() {
        let node = SimulatedNode()
        let job = job(.always, node, ["i1": 0, "i2": 1])
        node.run(seconds: 45)
        #expect(node.starts("i2") == [2, 4, 16, 38])
        #expect(node.starts("i1").count == 1)
        #expect(node.status(job).phase == .pending)
        #expect(node.waitingReason(job, "i2") == "CrashLoopBackOff")
        #expect(node.waitingReason(job, "app") == "PodInitializing")
        node.runtime.behaviour = { name, _ in name == "app" ? .steady : .exits(0) }
        node.run(seconds: 60)
        #expect(node.status(job).phase == .running)
    }

    @Test func `does not run them again when the app restarts`() {
        let node = SimulatedNode()
        _ = job(.always, node, ["i1": 0, "i2": 0, "app": 1])
        node.run(seconds: 60)
        #expect(node.starts("i1").count == 1 && node.starts("i2").count == 1)
        #expect(node.starts("app").count > 2)
    }

    // Looked up: SandboxChanged is spelled so in pkg/kubelet/events/event.go; SyncPod (kuberuntime_manager.go) has the
    // words.
    @Test func `runs them again in a new sandbox`() {
        let node = SimulatedNode()
        let job = job(.always, node, ["i1": 0, "i2": 0])
        node.run(seconds: 20)
        #expect(node.status(job).phase == .running)
        for id in node.runtime.sandboxes.keys { node.runtime.sandboxes[id]?.ready = false }
        node.run(seconds: 20)
        #expect(node.messages("SandboxChanged") == ["Pod sandbox changed, it will be killed and re-created."])
        #expect(node.starts("i1").count == 2 && node.starts("i2").count == 2 && node.starts("app").count == 2)
        #expect(node.container(job, "app")?.restartCount == 1)
        #expect(node.runtime.sandboxes.count { $0.value.ready } == 1)
    }
}
