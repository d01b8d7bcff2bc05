import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// What probes lead to, in virtual time (kubelet-semantics 2.5, 2.6, 3.1, 3.2).
@Suite struct `A container whose probe fails` {
    private func probed(
        _ policy: RestartPolicy = .always, grace: Int64 = 30, liveness: Probe? = tcpProbe(), startup: Probe? = nil,
        behaviour: Behaviour = .steady, beside others: [Container] = []
    ) -> (SimulatedNode, Pod) {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in name == "main" ? behaviour : .steady }
        let web = pod(
            policy: policy, grace: grace, containers: [container("main", liveness: liveness, startup: startup)] + others
        )
        node.apply([web])
        node.run(seconds: 5)
        if startup != nil { node.probe("main", .startup, .success, pod: web) }
        return (node, web)
    }

    @Test func `keeps showing what probes said of a container whose probe was edited until its turn comes`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        let web = pod(containers: [
            container("a", readiness: tcpProbe()), container("b", readiness: tcpProbe()),
            container("c", liveness: tcpProbe(), readiness: tcpProbe()),
        ])
        node.apply([web])
        node.run(seconds: 3)
        node.probe("a", .readiness, .failure, pod: web)
        node.probe("b", .readiness, .success, pod: web)
        // While c is being stopped nothing else is decided.
        node.probe("c", .liveness, .failure, pod: web)
        node.run(seconds: 3)
        var changed = web
        changed.spec.containers[0].readinessProbe?.periodSeconds = 3
        changed.spec.containers[1].readinessProbe?.periodSeconds = 3
        node.apply([changed])
        node.probe("c", .readiness, .success, pod: web)
        node.run(seconds: 5)
        #expect(node.container(changed, "a")?.ready == false && node.container(changed, "b")?.ready == true)
        #expect(node.kills("a").isEmpty)
        node.run(seconds: 90)
        #expect(node.kills("a").count == 1 && node.container(changed, "a")?.restartCount == 1)
        #expect(node.container(changed, "a")?.ready == false && node.container(changed, "b")?.ready == false)
    }

    @Test func `keeps what its probes found until it stops for an edit`() {
        let network = SimulatedNetwork()
        let node = SimulatedNode(network: network)
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 10) }
        var web = pod(containers: [container("main", readiness: tcpProbe(), startup: tcpProbe())])
        node.apply([web])
        node.run(seconds: 30)
        #expect(node.container(web)?.ready == true)
        let since = node.status(web).condition(.ready)?.lastTransitionTime
        web.spec.containers[0].command = ["other"]
        node.apply([web])
        node.run(seconds: 9)
        #expect(node.container(web)?.short == "running, restarts 0")
        #expect(node.container(web)?.started == true && node.container(web)?.ready == true)
        #expect(node.status(web).condition(.ready)?.lastTransitionTime == since)
        network.answer = { _ in .failure }
        node.run(seconds: 3)
        #expect(node.container(web)?.restartCount == 1)
        #expect(node.container(web)?.started == false && node.container(web)?.ready == false)
    }

    @Test func `is counted as killed by its probe, also when its next start waited`() {
        let network = SimulatedNetwork()
        network.answer = { _ in .failure }
        let node = SimulatedNode(network: network)
        node.apply([pod(containers: [container("main", liveness: tcpProbe())])])
        node.run(seconds: 1_500)
        #expect(node.messages("BackOff").count > 1)
        let causes = node.facts.compactMap { if case .restart(let cause) = $0 { cause } else { nil } }
        #expect(causes.count > 6 && causes.allSatisfy { $0 == .liveness }, "\(causes)")
    }

    @Test func `W03 is killed and started again at once`() {
        let (node, web) = probed()
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 3)
        #expect(node.messages("Killing") == ["Container main failed liveness probe, will be restarted"])
        #expect(node.container(web)?.short == "running, last 143 Error, restarts 1")
        #expect(node.facts.contains(.restart(.liveness)))
    }

    @Test func `W08 is killed with the startup probe's words`() {
        let (node, web) = probed(startup: tcpProbe())
        node.probe("main", .startup, .failure, pod: web)
        node.run(seconds: 3)
        #expect(node.messages("Killing") == ["Container main failed startup probe, will be restarted"])
        #expect(node.container(web)?.restartCount == 1)
    }

    @Test func `R18 has a strictly rising restart count over five liveness kills`() {
        let (node, web) = probed()
        var counts: [Int32] = []
        for _ in 0..<5 {
            node.probe("main", .liveness, .failure, pod: web)
            node.run(seconds: 700)
            counts.append(node.container(web)?.restartCount ?? -1)
        }
        #expect(counts == [1, 2, 3, 4, 5])
        #expect(node.runtime.running("main").count == 1)
    }

    @Test func `R01 gets SIGKILL after its probe's grace, not after the pod's`() {
        let (node, web) = probed(grace: 500, liveness: tcpProbe(grace: 5), behaviour: Behaviour(termSeconds: nil))
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 4)
        #expect(node.container(web)?.restartCount == 0)
        node.run(seconds: 2)
        #expect(node.container(web)?.short == "running, last 137 Error, restarts 1")
        #expect(node.facts.contains(.containerStopped(nanoseconds: 5_000_000_000, forced: true)))
    }

    @Test func `R02 gets SIGKILL after its startup probe's grace`() {
        let (node, web) = probed(grace: 500, startup: tcpProbe(grace: 5), behaviour: Behaviour(termSeconds: nil))
        node.probe("main", .startup, .failure, pod: web)
        node.run(seconds: 6)
        #expect(node.container(web)?.restartCount == 1)
    }

    @Test func `never gets less than two seconds`() {
        let (node, web) = probed(liveness: tcpProbe(grace: 1))
        node.probe("main", .liveness, .failure, pod: web)
        #expect(node.kills().map(\.graceSeconds) == [2])
    }

    // Looked up: doBackOff (kuberuntime_manager.go) looks for an exited instance in the status that SyncPod was given,
    // which is from before the kill; where there is none it touches no entry.
    @Test func `does not wait at its first probe kill, and later only for an instance that ended before`() {
        let (node, web) = probed()
        func kill() -> Double {
            let before = node.seconds
            let count = node.starts().count
            node.probe("main", .liveness, .failure, pod: web)
            _ = node.run(until: { node.starts().count > count })
            return (node.starts().last ?? 0) - before
        }
        // The instance that is killed still runs in what the sync sees, so there is no end to count from.
        #expect(kill() == 0)
        node.run(seconds: 1)
        // Now the first one's end counts, but no entry was made for it.
        #expect(kill() == 0)
        node.run(seconds: 1)
        // The second one ended 1 s ago and the entry is 10 s.
        #expect((8...10).contains(kill()))
    }

    // Looked up: computePodActions lists the start together with the kill, whatever the exit code will be; a sync later
    // ShouldContainerBeRestarted (container/helpers.go) sees the 0.
    @Test func `under OnFailure is started again in the same sync even when it ends with 0`() {
        let (node, web) = probed(.onFailure, behaviour: Behaviour(termExitCode: 0))
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 3)
        #expect(node.container(web)?.short == "running, last 0 Completed, restarts 1")
    }

    @Test func `under OnFailure is completed when its start had to wait and it ended with 0`() {
        let (node, web) = probed(.onFailure, behaviour: Behaviour(termExitCode: 0))
        for _ in 0..<3 {
            node.probe("main", .liveness, .failure, pod: web)
            node.run(seconds: 1)
        }
        node.run(seconds: 60)
        #expect(node.status(web).phase == .succeeded)
    }

    // Looked up: getPhase (kubelet_pods.go) asks only whether all that stopped did so with 0, not who stopped them.
    @Test func `under Never ends the pod, with the pod's words and grace, and succeeds when it ends with 0`() {
        let (node, web) = probed(.never, grace: 60, liveness: tcpProbe(grace: 5), behaviour: Behaviour(termExitCode: 0))
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 5)
        #expect(node.messages("Killing") == ["Stopping container main"])
        #expect(node.kills().map(\.graceSeconds) == [60])
        #expect(node.status(web).phase == .succeeded)
    }

    @Test func `under Never beside another one is killed alone`() {
        let (node, web) = probed(.never, grace: 60, liveness: tcpProbe(grace: 5), beside: [container("other")])
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 5)
        #expect(node.messages("Killing") == ["Container main failed liveness probe"])
        #expect(node.kills().map(\.graceSeconds) == [5])
        #expect(node.status(web).phase == .running)
        #expect(node.runtime.running("other").count == 1)
    }
}
