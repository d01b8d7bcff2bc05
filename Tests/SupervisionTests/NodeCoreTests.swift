import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

@Suite struct `A node's core` {
    @Test func `starts a pod, shows it running and keeps its state`() {
        let node = SimulatedNode()
        let web = pod()
        node.apply([web])
        #expect(node.status(web).phase == .pending)
        node.run(seconds: 2)
        let status = node.status(web)
        #expect(status.phase == .running)
        #expect(status.condition(.ready)?.status == .true)
        #expect(node.container(web)?.short == "running, restarts 0")
        #expect(node.container(web)?.ready == true && node.container(web)?.started == true)
        #expect(status.startTime != nil && status.hostIP == "10.0.0.1" && status.podIPs == ["127.0.0.1"])
        #expect(node.stored[web.metadata.uid]?.status == status)
        #expect(node.facts.contains(.podStarted(nanoseconds: 0)))
        let before = node.trace.count
        node.run(seconds: 300)
        #expect(node.trace.count == before, "a healthy pod is left alone: \(node.trace[before...])")
    }

    @Test func `removes what no manifest asks for any more, within its grace, and forgets it`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        let web = pod(grace: 7)
        node.apply([web])
        node.run(seconds: 3)
        node.apply([])
        node.run(seconds: 6)
        #expect(node.snapshot(web)?.deletionTimestamp != nil)
        #expect(node.runtime.running("main").count == 1)
        #expect(node.messages("Killing") == ["Stopping container main"])
        node.run(seconds: 3)
        #expect(node.snapshot(web) == nil)
        #expect(node.runtime.instances.isEmpty && node.runtime.sandboxes.isEmpty)
        #expect(node.stored.isEmpty)
    }

    @Test func `S05 gives a static pod no terminal phase while it is removed`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 1, termExitCode: 0) }
        let web = pod()
        node.apply([web])
        node.run(seconds: 3)
        node.apply([])
        var phases: Set<PodPhase> = []
        while node.snapshot(web) != nil {
            phases.insert(node.status(web).phase)
            node.run(seconds: 0.1)
        }
        #expect(phases == [.running])
    }

    // Looked up: allowStaticPodStart (pkg/kubelet/pod_workers.go) starts one static pod of a full name; the next one
    // waits until removeTerminatedWorker or completeTerminated has forgotten it.
    @Test func `lets a changed pod wait until the one of its name is completely gone`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 5) }
        let old = pod(uid: "one")
        let new = pod(uid: "two")
        node.apply([old])
        node.run(seconds: 3)
        node.apply([new])
        node.run(seconds: 4)
        #expect(node.snapshot(new) == nil && node.snapshot(old)?.deletionTimestamp != nil)
        node.run(seconds: 4)
        #expect(node.snapshot(old) == nil)
        #expect(node.status(new).phase == .running)
        #expect(node.runtime.instances.values.allSatisfy { $0.record.podUID == "two" })
    }

    @Test func `starts a pod afresh that comes back while it is removed`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 5) }
        let web = pod()
        node.apply([web])
        node.run(seconds: 3)
        node.apply([])
        node.run(seconds: 1)
        node.apply([web])
        node.run(seconds: 10)
        #expect(node.container(web)?.short == "running, restarts 0")
        #expect(node.starts().count == 2)
        #expect(node.facts.contains(.podRestarted))
    }

    // Looked up: HashContainer (pkg/kubelet/container/helpers.go) covers name and image alone in newer versions, every
    // field in older ones; podprobe covers every field.
    @Test func `restarts containers whose definition changed under the same uid`() {
        let node = SimulatedNode()
        let web = pod(containers: [container("a"), container("b")])
        node.apply([web])
        node.run(seconds: 3)
        var changed = web
        changed.spec.containers[1].command = ["other"]
        node.apply([changed])
        node.run(seconds: 3)
        #expect(node.messages("Killing") == ["Container b definition changed, will be restarted"])
        #expect(node.starts("a").count == 1 && node.starts("b").count == 2)
        #expect(node.container(changed, "b")?.restartCount == 1)
    }

    @Test func `stops orphans with two seconds' grace, counts them, and only when the desired set is known`() {
        let before = SimulatedNode()
        before.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        before.apply([pod("a"), pod("b")])
        before.run(seconds: 3)
        let node = before.reborn()
        node.run(seconds: 5)
        #expect(node.trace.isEmpty, "nothing is an orphan before the first set: \(node.trace)")
        node.apply([pod("a")])
        node.run(seconds: 5)
        #expect(node.kills().map(\.graceSeconds) == [2])
        #expect(node.facts.count { $0 == .orphan } == 1)
        #expect(node.runtime.instances.count == 1 && node.runtime.sandboxes.count == 1)
        #expect(node.status(pod("a")).phase == .running && node.starts().isEmpty)
        #expect(Set(node.stored.keys) == ["uid-a"])
        #expect(node.events.isEmpty)
    }

    @Test func `lets a pod that was changed while podprobe was away wait for its predecessor`() {
        let before = SimulatedNode()
        before.runtime.behaviour = { _, _ in Behaviour(termSeconds: 1.5) }
        before.apply([pod(uid: "one")])
        before.run(seconds: 3)
        let node = before.reborn()
        let new = pod(uid: "two")
        node.apply([new])
        node.run(seconds: 1)
        #expect(node.starts().isEmpty && node.kills().count == 1)
        node.run(seconds: 4)
        #expect(node.status(new).phase == .running)
        #expect(node.runtime.instances.values.allSatisfy { $0.record.podUID == "two" })
    }

    @Test func `uses the last of two manifests with one name, and says so`() {
        let node = SimulatedNode()
        node.apply([pod(uid: "one"), pod(uid: "two")])
        node.run(seconds: 3)
        #expect(node.snapshot(pod(uid: "one")) == nil)
        #expect(node.snapshot(pod(uid: "two")) != nil)
        #expect(node.trace.contains { if case .log(let line) = $0.action { line.level == .warning } else { false } })
    }

    @Test func `does nothing before the runtime was seen`() {
        let node = SimulatedNode()
        node.relists = false
        node.apply([pod()])
        node.run(seconds: 30)
        #expect(node.operations { _ in true }.isEmpty)
        #expect(node.waitingReason(pod()) == "ContainerCreating")
        node.relists = true
        node.run(seconds: 2)
        #expect(node.status(pod()).phase == .running)
    }

    @Test func `keeps other pods going while one pod's operation hangs`() {
        let node = SimulatedNode()
        node.hangs = { if case .startContainer(let config, _) = $0 { config.podName == "stuck" } else { false } }
        node.apply([pod("stuck"), pod("web")])
        node.run(seconds: 3)
        #expect(node.status(pod("web")).phase == .running)
        #expect(node.status(pod("stuck")).phase == .pending)
        node.runtime.instances = [:]
        node.run(seconds: 3)
        #expect(node.container(pod("web"))?.restartCount == 1)
        node.apply([pod("stuck")])
        node.run(seconds: 10)
        #expect(node.snapshot(pod("web")) == nil)
    }

    // Looked up: FailedKillPod is spelled so in pkg/kubelet/events/event.go. SyncTerminatingPod (kubelet.go) tells it,
    // of a whole pod; of one container whose kill failed a kubelet tells nothing, and podprobe does.
    @Test func `retries a stop that failed, tells it, and starts nothing meanwhile`() {
        let node = SimulatedNode()
        var stops = 0
        node.failure = { operation in
            guard case .stopContainer = operation else { return nil }
            stops += 1
            return stops == 1 ? RuntimeError(.other, "no answer") : nil
        }
        let web = pod(containers: [container("main", liveness: tcpProbe())])
        node.apply([web])
        node.run(seconds: 3)
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 5)
        #expect(node.messages("FailedKillPod") == ["error killing pod: no answer"])
        #expect(node.starts().count == 1)
        node.run(seconds: 15)
        #expect(stops == 2)
        #expect(node.container(web)?.restartCount == 1)
    }

    @Test func `kills the rest of a deleted pod beside a stop that is under way, and shortens that one`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in Behaviour(termSeconds: name == "a" ? nil : 0) }
        let web = pod(grace: 4, containers: [container("a", liveness: tcpProbe(grace: 400)), container("b")])
        node.apply([web])
        node.run(seconds: 3)
        node.probe("a", .liveness, .failure, pod: web)
        node.run(seconds: 2)
        node.apply([])
        node.run(seconds: 1)
        #expect(node.runtime.running("b").isEmpty)
        node.run(seconds: 5)
        #expect(node.snapshot(web) == nil)
        #expect(node.starts("a").count == 1)
    }
}

@Suite struct `A podprobe that comes back` {
    private let web = pod(containers: [container("main", readiness: tcpProbe(), startup: tcpProbe())])

    @Test func `finds its containers running, with their verdicts, and touches nothing`() {
        let before = SimulatedNode()
        before.apply([web])
        before.run(seconds: 5)
        before.probe("main", .startup, .success, pod: web)
        before.probe("main", .readiness, .success, pod: web)
        before.run(seconds: 2)
        let status = before.status(web)
        #expect(status.condition(.ready)?.status == .true)
        let node = before.reborn()
        node.apply([web])
        #expect(node.status(web) == status)
        node.run(seconds: 30)
        #expect(node.operations { _ in true }.isEmpty)
        #expect(node.status(web) == status)
        #expect(node.snapshot(web)?.createdAt == before.snapshot(web)?.createdAt)
        guard case .add(_, _, _, let context)? = node.probeCommands.first else {
            Issue.record("\(node.probeCommands)")
            return
        }
        guard case .running(_, _, true, true) = context.container else {
            Issue.record("\(context)")
            return
        }
    }

    @Test func `goes on with restart counts and back-off`() {
        let before = SimulatedNode()
        before.runtime.behaviour = { _, _ in .exits(1) }
        before.apply([pod()])
        before.run(seconds: 75)
        #expect(before.starts() == [0, 0, 10, 30, 70])
        let node = before.reborn()
        node.runtime.behaviour = { _, _ in .exits(1) }
        node.apply([pod()])
        node.run(seconds: 300)
        #expect(node.starts() == [150, 310])
        #expect(node.container(pod())?.restartCount == 6)
    }

    @Test func `counts a restart when everything died with it`() {
        let before = SimulatedNode()
        before.apply([pod()])
        before.run(seconds: 5)
        let node = before.reborn()
        (node.runtime.instances, node.runtime.sandboxes) = ([:], [:])
        node.apply([pod()])
        node.run(seconds: 5)
        #expect(node.container(pod())?.short == "running, last 137 ContainerStatusUnknown, restarts 1")
    }

    @Test func `does not run a finished pod again, not even when its remains are gone`() {
        let before = SimulatedNode()
        before.runtime.behaviour = { _, _ in .exits(0) }
        let job = pod(policy: .never, inits: [container("i")])
        before.apply([job])
        before.run(seconds: 5)
        #expect(before.status(job).phase == .succeeded)
        for isClean in [false, true] {
            let node = before.reborn()
            if isClean { (node.runtime.instances, node.runtime.sandboxes) = ([:], [:]) }
            node.apply([job])
            node.run(seconds: 20)
            #expect(node.operations { _ in true }.isEmpty)
            #expect(node.status(job).phase == .succeeded)
            #expect(node.container(job)?.short == "terminated 0 Completed, restarts 0")
        }
    }

    @Test func `stops every pod at the same time when it ends, and counts a restart when it starts them again`() {
        let before = SimulatedNode()
        before.runtime.behaviour = { _, _ in Behaviour(termSeconds: 9) }
        let pods = [pod("a"), pod("b"), pod("c")]
        before.apply(pods)
        before.run(seconds: 5)
        before.handle(.stopAll)
        #expect(!before.core.hasStopped)
        before.run(seconds: 11)
        #expect(before.core.hasStopped)
        #expect(before.runtime.running("main").isEmpty)
        #expect(before.stored.count == 3)
        let node = before.reborn()
        node.apply(pods)
        node.run(seconds: 5)
        for pod in pods {
            #expect(node.container(pod)?.short == "running, last 143 Error, restarts 1")
            #expect(node.status(pod).phase == .running)
        }
    }

    @Test func `does not let a healthy container wait for having been stopped with podprobe, however often`() {
        let web = pod("web")
        var node = SimulatedNode()
        for restarts in 0..<4 {
            node.apply([web])
            node.run(seconds: 5)
            #expect(node.container(web)?.short.hasPrefix("running") == true, "restart \(restarts)")
            #expect(node.container(web)?.restartCount == Int32(restarts))
            node.handle(.stopAll)
            // Soon enough that the shortest back-off would not be over.
            node.run(seconds: 2)
            #expect(node.core.hasStopped)
            node = node.reborn()
        }
    }

    @Test func `goes on with the back-off of a container that was waiting when podprobe stopped`() {
        let crash = pod("crash")
        var node = SimulatedNode()
        node.runtime.behaviour = { _, _ in .exits(3) }
        node.apply([crash])
        node.run(seconds: 5)
        #expect(node.container(crash)?.short.hasPrefix("waiting CrashLoopBackOff") == true)
        node.handle(.stopAll)
        node.run(seconds: 1)
        node = node.reborn()
        node.runtime.behaviour = { _, _ in .exits(3) }
        node.apply([crash])
        node.run(seconds: 2)
        #expect(node.container(crash)?.short.hasPrefix("waiting CrashLoopBackOff") == true)
    }
}
