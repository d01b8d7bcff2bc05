import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// The end of pods in virtual time (kubelet-semantics 2.6, 3.2, 5.1).
@Suite struct `A pod that ends` {
    private func stubborn() -> SimulatedNode {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        return node
    }

    @Test func `cuts the grace of a stop that is under way when its own is shorter`() {
        let node = stubborn()
        let web = pod(grace: 10, containers: [container("main", liveness: tcpProbe(grace: 300))])
        node.apply([web])
        node.run(seconds: 5)
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 5)
        node.apply([])
        node.run(seconds: 12)
        #expect(node.kills().map(\.graceSeconds) == [300, 10])
        #expect(node.runtime.instances.isEmpty)
    }

    @Test func `never lengthens the grace of a stop that is under way`() {
        let node = stubborn()
        let web = pod(grace: 300, containers: [container("main", liveness: tcpProbe(grace: 10))])
        node.apply([web])
        node.run(seconds: 5)
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 5)
        node.apply([])
        node.run(seconds: 7)
        #expect(node.kills().map(\.graceSeconds) == [10])
        #expect(node.runtime.instances.isEmpty)
    }

    @Test func `says why it is stopped`() {
        func reason(_ end: (SimulatedNode) -> Void) -> [String] {
            let node = SimulatedNode()
            node.apply([pod(uid: "one", grace: 5)])
            node.run(seconds: 5)
            end(node)
            return node.trace.compactMap {
                guard case .log(let line) = $0.action, line.message.hasPrefix("Stopping the pod") else { return nil }
                return line.message
            }
        }
        #expect(reason { $0.apply([]) } == ["Stopping the pod (grace 5 s): no manifest asks for it any more."])
        #expect(reason { $0.apply([pod(uid: "two")]) } == ["Stopping the pod (grace 5 s): its manifest has changed."])
        #expect(
            reason { $0.apply([pod("shop", uid: "one")]) }
                == ["Stopping the pod (grace 5 s): its uid is another pod's now."])
        #expect(reason { $0.handle(.stopAll) } == ["Stopping the pod (grace 5 s): podprobe stops."])
    }

    @Test func `shows which containers have ended while others take their time`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in Behaviour(termSeconds: name == "quick" ? 1 : 20) }
        let web = pod(containers: [container("quick"), container("slow")])
        node.apply([web])
        node.run(seconds: 5)
        node.apply([])
        node.run(seconds: 5)
        #expect(node.container(web, "quick")?.short == "terminated 143 Error, restarts 0")
        #expect(node.container(web, "slow")?.short == "running, restarts 0")
    }

    // Looked up: syncTerminatingPod (pkg/kubelet/kubelet.go) makes the status before it kills and after, and the end of a
    // worker is no news of its container.
    @Test func `does not become ready when its deadline ends its readiness probe`() {
        let network = SimulatedNetwork()
        network.answer = { _ in .failure }
        let node = SimulatedNode(network: network)
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        var readiness = tcpProbe()
        readiness.periodSeconds = 1
        var job = pod(containers: [container("main", readiness: readiness)])
        job.spec.activeDeadlineSeconds = 10
        node.apply([job])
        node.run(seconds: 9)
        #expect(node.container(job)?.ready == false)
        for _ in 0..<20 {
            node.run(seconds: 1)
            #expect(node.container(job)?.short == "running, restarts 0" && node.container(job)?.ready == false)
        }
        #expect(node.status(job).phase == .failed && node.prober?.slots.isEmpty == true)
    }

    @Test func `goes on asking whether its containers are ready, although an edit was still waiting for its turn`() {
        let network = SimulatedNetwork()
        let node = SimulatedNode(network: network)
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        // While one is being started nothing else is decided.
        node.latency = { if case .startContainer(let config, _) = $0, config.name == "slow" { 20 } else { 0 } }
        var readiness = tcpProbe()
        readiness.periodSeconds = 1
        let web = pod(containers: [container("edited", readiness: readiness), container("slow")])
        node.apply([web])
        node.run(seconds: 30)
        #expect(node.container(web, "edited")?.ready == true)
        if let slow = node.runtime.newest("slow") { node.end(slow.id, with: 1) }
        node.run(seconds: 3)
        var changed = web
        changed.spec.containers[0].readinessProbe?.periodSeconds = 3
        node.apply([changed])
        node.run(seconds: 1)
        node.apply([])
        node.run(seconds: 20)
        #expect(node.kills("edited").count == 1 && node.container(web, "edited")?.ready == true)
        network.answer("edited", .readiness) { _ in .failure }
        node.run(seconds: 10)
        #expect(node.container(web, "edited")?.short == "running, restarts 0")
        #expect(node.container(web, "edited")?.ready == false)
        node.run(seconds: 30)
        #expect(node.snapshot(web) == nil && node.prober?.slots.isEmpty == true)
    }

    @Test func `shows nobody ready of whom no probe has said so, when it ends as soon as podprobe is back`() {
        let before = stubborn()
        let web = pod(containers: [container("main", readiness: tcpProbe()), container("plain")])
        before.apply([web])
        before.run(seconds: 5)
        let node = before.reborn()
        node.apply([web])
        node.handle(.stopAll)
        node.run(seconds: 5)
        #expect(node.container(web)?.short == "running, restarts 0" && node.container(web)?.ready == false)
        #expect(node.container(web, "plain")?.ready == true)
    }

    // Looked up: pkg/kubelet/active_deadline.go has reason and message, a Normal event of both, and counts from
    // startTime.
    @Test func `fails when it was active for longer than its deadline, and its containers get their grace`() {
        let node = stubborn()
        var job = pod(grace: 8)
        job.spec.activeDeadlineSeconds = 60
        node.apply([job])
        node.run(seconds: 59)
        #expect(node.status(job).phase == .running)
        // The wall clock does not count.
        node.wallAhead += 3_600_000_000_000
        node.run(seconds: 0.5)
        #expect(node.status(job).phase == .running)
        node.run(seconds: 1)
        let status = node.status(job)
        #expect(status.phase == .failed)
        #expect(status.reason == "DeadlineExceeded")
        #expect(status.message == "Pod was active on the node longer than the specified deadline")
        #expect(node.messages("DeadlineExceeded") == [status.message])
        #expect(status.condition(.ready)?.reason == "PodFailed")
        node.run(seconds: 30)
        #expect(node.kills().map(\.graceSeconds) == [8])
        #expect(node.container(job)?.short == "terminated 137 Error, restarts 0")
        #expect(node.starts().count == 1)
        #expect(node.status(job).phase == .failed)
    }

    @Test func `counts its deadline on over podprobe's restart`() {
        let node = SimulatedNode()
        var job = pod()
        job.spec.activeDeadlineSeconds = 60
        node.apply([job])
        node.run(seconds: 40)
        let next = node.reborn()
        next.apply([job])
        next.run(seconds: 15)
        #expect(next.status(job).phase == .running)
        next.run(seconds: 10)
        #expect(next.status(job).phase == .failed)
    }
}
