import PodModel
import SimulatedWorld
import Supervision
import Testing

/// What is shown of a pod that has ended (kubelet-semantics 5.1, the final cleanup).
@Suite struct `A pod that has ended` {
    private let unlocated = "terminated 137 ContainerStatusUnknown"

    private func sidecar(_ name: String) -> Container {
        var one = container(name)
        one.restartPolicy = .always
        return one
    }

    // Looked up: TerminatePod (pkg/kubelet/status/status_manager.go).
    @Test func `shows nobody waiting who was in back-off`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in .exits(name == "s" ? 1 : 0, after: name == "s" ? 1 : 8) }
        let job = pod(policy: .never, inits: [sidecar("s")], containers: [container("app")])
        node.apply([job])
        node.run(seconds: 30)
        #expect(node.status(job).phase == .succeeded)
        let last = node.container(job, "s")
        #expect(last?.short.hasPrefix(unlocated) == true, "\(String(describing: last))")
        #expect(last?.lastState?.exitCode == 1)
        // The failure is forgotten, and what was said is not: over a crash, over a stop, and while the pod is removed.
        let next = node.reborn()
        next.apply([job])
        next.run(seconds: 30)
        #expect(next.container(job, "s") == last)
        next.handle(.stopAll)
        next.run(seconds: 30)
        #expect(next.core.hasStopped && next.container(job, "s") == last)
        let third = next.reborn()
        third.apply([job])
        third.run(seconds: 30)
        #expect(third.container(job, "s") == last)
        third.hangs = { if case .removeContainer = $0 { true } else { false } }
        third.apply([])
        third.run(seconds: 30)
        #expect(third.snapshot(job)?.deletionTimestamp != nil && third.container(job, "s") == last)
    }

    @Test func `by its deadline shows nobody waiting who was kept from starting, but for those it never came to`() {
        for hasInit in [false, true] {
            let node = SimulatedNode()
            var needing = container("needing")
            var source = EnvFromSource()
            source.configMapRef = ObjectReference()
            source.configMapRef?.name = "none"
            needing.envFrom = [source]
            var job = pod(inits: hasInit ? [container("i"), container("j")] : [], containers: [needing])
            job.spec.activeDeadlineSeconds = 20
            node.runtime.behaviour = { _, _ in .exits(1, after: 1) }
            node.apply([job])
            node.run(seconds: 15)
            #expect(node.status(job).phase == .pending)
            node.run(seconds: 15)
            let status = node.status(job)
            #expect(status.phase == .failed && status.reason == "DeadlineExceeded")
            #expect(!node.facts.contains { if case .podStarted = $0 { true } else { false } })
            guard hasInit else {
                #expect(node.container(job, "needing")?.short.hasPrefix(unlocated) == true)
                continue
            }
            #expect(node.container(job, "i")?.short.hasPrefix(unlocated) == true)
            #expect(node.waitingReason(job, "j") == "PodInitializing")
            #expect(node.waitingReason(job, "needing") == "PodInitializing")
            #expect(status.condition(.initialized)?.status == .false)
        }
    }
}
