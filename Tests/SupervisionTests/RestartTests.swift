import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// Restarts of one pod in virtual time (kubelet-semantics 3).
@Suite struct `A container that ends` {
    private func crash(_ code: Int32, _ policy: RestartPolicy = .always, after seconds: Double = 0) -> (
        SimulatedNode, Pod
    ) {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in .exits(code, after: seconds) }
        let pod = pod(policy: policy)
        node.apply([pod])
        return (node, pod)
    }

    // Looked up: completeWork (pod_workers.go) syncs again at the earliest end of a back-off (MinBackoffExpiration;
    // older: after 10 s), times 1 to 1.5 and within 60 s, so never before its time. podprobe takes the time itself.
    @Test(arguments: [Int32(1), 0])
    func `R05 R06 is started again after 0, 10, 20, 40, 80, 160 and 300 s, whatever its exit code`(code: Int32) {
        let (node, pod) = crash(code)
        node.run(seconds: 1_000)
        #expect(node.starts() == [0, 0, 10, 30, 70, 150, 310, 610, 910])
        let main = node.container(pod)
        #expect(main?.restartCount == 8)
        #expect(main?.lastState?.exitCode == code)
        let message = "back-off 5m0s restarting failed container=main pod=web_default(uid-web)"
        #expect(main?.state == .waiting(reason: "CrashLoopBackOff", message: message))
        #expect(node.status(pod).phase == .running)
        #expect(
            Set(node.messages("BackOff")) == ["Back-off restarting failed container main in pod web_default(uid-web)"])
        #expect(node.messages("Created").count == 9 && node.messages("Started").count == 9)
        #expect(node.facts.count { $0 == .restart(.exit) } == 8)
    }

    @Test func `R05 has a restart count that rises when the next instance is created, not when it dies`() {
        let (node, pod) = crash(1)
        node.run(seconds: 29)
        #expect(node.container(pod)?.restartCount == 2)
        node.run(seconds: 2)
        #expect(node.container(pod)?.restartCount == 3)
    }

    @Test func `R08 waits its doubled back-off when it ran for nine minutes`() {
        let (node, _) = crash(1, after: 540)
        node.run(seconds: 2_300)
        #expect(node.starts() == [0, 540, 1_090, 1_650, 2_230])
    }

    @Test func `waits its whole back-off though a look that found it alive comes late`() throws {
        let node = SimulatedNode()
        node.apply([pod()])
        node.run(seconds: 5)
        node.end(try #require(node.runtime.newest("main")).id, with: 1)
        node.run(seconds: 60)
        #expect(node.starts() == [0, 5])
        node.relists = false
        node.run(seconds: 30)
        let late = RuntimeRelist(
            serial: node.core.beginRelist(), begunAt: node.now.monotonic,
            sandboxes: Array(node.runtime.sandboxes.values),
            containers: node.runtime.instances.values.map(\.record))
        // At 95 s the sandbox dies with it; then the wall clock jumps, so that it does not tell when.
        node.end(try #require(node.runtime.newest("main")).id, with: 137)
        for id in node.runtime.sandboxes.keys { node.runtime.sandboxes[id]?.ready = false }
        node.wallAhead += 3_600_000_000_000
        node.latency = { if case .runSandbox = $0 { 3 } else { 0 } }
        node.relists = true
        node.run(seconds: 1)
        node.handle(.relisted(late))
        node.run(seconds: 30)
        #expect(node.starts() == [0, 5, 105])
    }

    @Test func `starts over with its back-off when it ran for more than ten minutes`() {
        let (node, _) = crash(1, after: 601)
        node.run(seconds: 2_000)
        #expect(node.starts() == [0, 601, 1_202, 1_803])
    }

    // Looked up: the kubelet's SyncPod (kubelet.go) publishes the status, then has containers started, and keeps why
    // that failed (reasonCache) for the next status.
    @Test func `R10 is seen as ended with its error first, and only later as waiting`() {
        let (node, pod) = crash(3, after: 5)
        node.run(seconds: 10.5)
        #expect(node.container(pod)?.short == "terminated 3 Error, last 3 Error, restarts 1")
        node.run(seconds: 2)
        #expect(node.container(pod)?.short == "waiting CrashLoopBackOff, last 3 Error, restarts 1")
    }

    @Test func `R11 under OnFailure is completed after 0 and started again after 1`() {
        let (done, succeeded) = crash(0, .onFailure)
        done.run(seconds: 60)
        #expect(done.starts().count == 1)
        #expect(done.status(succeeded).phase == .succeeded)
        #expect(done.container(succeeded)?.short == "terminated 0 Completed, restarts 0")
        let (again, failing) = crash(1, .onFailure)
        again.run(seconds: 60)
        #expect(again.starts() == [0, 0, 10, 30])
        #expect(again.status(failing).phase == .running)
    }

    @Test func `S04 under Never ends the pod when all have ended`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in .exits(name == "a" ? 0 : 1, after: 3) }
        let job = pod(policy: .never, containers: [container("a"), container("b")])
        node.apply([job])
        node.run(seconds: 20)
        #expect(node.status(job).phase == .failed)
        #expect(node.starts("a").count == 1 && node.starts("b").count == 1)
        #expect(node.runtime.sandboxes.values.allSatisfy { !$0.ready })
        #expect(node.runtime.instances.count == 2)
    }

    @Test func `S02 leaves its neighbours running`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in name == "a" ? .steady : .exits(1) }
        let web = pod(containers: [container("a"), container("b")])
        node.apply([web])
        node.run(seconds: 100)
        #expect(node.status(web).phase == .running)
        #expect(node.starts("a").count == 1)
        #expect(node.waitingReason(web, "b") == "CrashLoopBackOff")
    }

    @Test func `S08 is started again when the runtime loses it`() {
        let node = SimulatedNode()
        let web = pod()
        node.apply([web])
        node.run(seconds: 5)
        node.runtime.instances = [:]
        node.run(seconds: 3)
        let main = node.container(web)
        #expect(main?.short == "running, last 137 ContainerStatusUnknown, restarts 1")
        #expect(node.status(web).phase == .running)
        #expect(node.starts().count == 2)
    }

    @Test func `backs off by the monotonic clock, whichever way the wall jumps`() {
        for jump in [3_600, -3_600] as [Int64] {
            let (node, _) = crash(1)
            node.run(seconds: 75)
            node.wallAhead += jump * 1_000_000_000
            node.run(seconds: 250)
            #expect(node.starts() == [0, 0, 10, 30, 70, 150, 310])
        }
    }
}

@Suite struct `A container that cannot be started` {
    private func failing(create: RuntimeError? = nil, start: RuntimeError? = nil) -> (SimulatedNode, Pod) {
        let node = SimulatedNode()
        let web = pod()
        node.runtime.behaviour = { _, _ in Behaviour(createError: create, startError: start) }
        node.apply([web])
        return (node, web)
    }

    @Test func `waits with the reason, tells it, and is tried again until it can be`() {
        let (node, web) = failing(create: RuntimeError(.config, "no command: give one"))
        node.run(seconds: 2)
        #expect(
            node.container(web)?.state
                == .waiting(reason: "CreateContainerConfigError", message: "no command: give one"))
        #expect(node.status(web).phase == .pending)
        #expect(node.messages("Failed") == ["Error: no command: give one"])
        node.run(seconds: 60)
        #expect((4...6).contains(node.starts().count))
        node.runtime.behaviour = { _, _ in .steady }
        node.run(seconds: 20)
        #expect(node.container(web)?.short == "running, restarts 0")
    }

    @Test func `is told apart from one that does not start`() {
        let (node, web) = failing(create: RuntimeError(.create, "no room"))
        node.run(seconds: 2)
        #expect(node.waitingReason(web) == "CreateContainerError")
        let (other, pod) = failing(start: RuntimeError(.start, "not found: /bin/nope"))
        other.run(seconds: 5)
        let main = other.container(pod)
        #expect(main?.lastState?.exitCode == 128 && main?.lastState?.reason == "StartError")
        #expect(["RunContainerError", "CrashLoopBackOff"].contains(other.waitingReason(pod)))
        other.run(seconds: 70)
        #expect(other.starts() == [0, 0, 10, 30, 70])
    }

    @Test func `waits for what its environment names`() {
        let node = SimulatedNode()
        var main = container("main")
        var source = EnvVar(name: "A", value: "")
        source.valueFrom = EnvVarSource()
        source.valueFrom?.configMapKeyRef = KeySelector()
        source.valueFrom?.configMapKeyRef?.name = "settings"
        main.env = [source]
        let web = pod(containers: [main])
        node.apply([web])
        node.run(seconds: 40)
        #expect(
            node.container(web)?.state
                == .waiting(reason: "CreateContainerConfigError", message: "configmap \"settings\" not found"))
        #expect(node.starts().isEmpty)
        #expect((3...4).contains(node.messages("Failed").count))
    }

    @Test func `does not keep the next container from being tried`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in
            name == "a" ? Behaviour(createError: RuntimeError(.create, "no")) : .steady
        }
        let web = pod(containers: [container("a"), container("b")])
        node.apply([web])
        node.run(seconds: 3)
        #expect(node.runtime.running("b").count == 1)
        // One container was never started: kubelet-semantics 5.1 rule 2.
        #expect(node.status(web).phase == .pending)
    }

    // Looked up: FailedCreatePodSandBox is spelled so in pkg/kubelet/events/event.go; SyncPod (kuberuntime_manager.go)
    // has the words.
    @Test func `waits for a sandbox that cannot be made, and is told so`() {
        let node = SimulatedNode()
        let web = pod()
        node.runtime.sandboxError = RuntimeError(.other, "disk full")
        node.apply([web])
        node.run(seconds: 25)
        #expect(Set(node.messages("FailedCreatePodSandBox")) == ["Failed to create pod sandbox: disk full"])
        #expect((2...3).contains(node.messages("FailedCreatePodSandBox").count))
        #expect(node.waitingReason(web) == "ContainerCreating")
        node.runtime.sandboxError = nil
        node.run(seconds: 16)
        #expect(node.status(web).phase == .running)
    }
}
