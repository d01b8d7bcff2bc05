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

@Suite struct `A pod's probe workers` {
    private let web = pod(containers: [
        container("main", liveness: tcpProbe(), readiness: tcpProbe(), startup: tcpProbe()), container("plain"),
    ])

    private func keys(_ commands: [ProbeCommand], _ verb: String) -> [ProbeType] {
        commands.filter { "\($0)".contains(": \(verb)") }.map(\.key.type)
    }

    @Test func `are there before the containers are, once each`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 30)
        let adds = keys(node.probeCommands, "add")
        #expect(adds == [.liveness, .readiness, .startup])
        let firstAdd = node.trace.firstIndex { if case .probe(.add) = $0.action { true } else { false } }
        let firstStart = node.trace.firstIndex {
            if case .operation(_, _, .startContainer) = $0.action { true } else { false }
        }
        #expect((firstAdd ?? .max) < (firstStart ?? 0))
    }

    @Test func `are told of every change that is published`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 2)
        func context() -> ProbeContext? {
            node.probeCommands.compactMap {
                if case .update(let key, let context) = $0, key.type == .readiness { context } else { nil }
            }.last
        }
        guard case .running(let id, _, let started, let ready)? = context()?.container else {
            Issue.record("\(String(describing: context()))")
            return
        }
        #expect(id == node.runtime.newest("main")?.id && !started && !ready)
        #expect(context()?.podIP == "127.0.0.1")
        node.probe("main", .startup, .success, pod: web)
        node.probe("main", .readiness, .success, pod: web)
        guard case .running(_, _, true, true)? = context()?.container else {
            Issue.record("\(String(describing: context()))")
            return
        }
        #expect(node.status(web).condition(.ready)?.status == .true)
    }

    @Test func `W10 are asked for readiness at once when the container has started`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 32)
        #expect(keys(node.probeCommands, "trigger").isEmpty)
        node.probe("main", .startup, .success, pod: web)
        #expect(keys(node.probeCommands, "trigger") == [.readiness])
    }

    @Test
    func `W18 of a deleted pod: liveness and startup end before the kill, readiness goes on until all have stopped`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 20) }
        node.apply([web])
        node.run(seconds: 5)
        node.probe("main", .startup, .success, pod: web)
        node.probe("main", .readiness, .success, pod: web)
        let before = node.trace.count
        node.apply([])
        let told = node.trace[before...].map { "\($0.action)" }
        let removals = told.indices.filter { told[$0].hasSuffix(": remove") }
        let kill = told.firstIndex { $0.contains("stop main") }
        #expect(removals.count == 2 && removals.allSatisfy { $0 < kill ?? 0 })
        #expect(node.status(web).condition(.ready)?.status == .true, "deletion alone does not make it unready")
        node.run(seconds: 10)
        node.probe("main", .readiness, .failure, pod: web)
        #expect(node.status(web).condition(.ready)?.status == .false)
        #expect(!keys(node.probeCommands, "remove").contains(.readiness))
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 12)
        #expect(keys(node.probeCommands, "remove") == [.liveness, .startup, .readiness])
        #expect(Set(node.messages("Killing")) == ["Stopping container main", "Stopping container plain"])
    }

    @Test func `run exec probes with what the runtime says of the instance`() {
        let node = SimulatedNode()
        var probe = Probe()
        probe.exec = ExecAction(command: ["true"])
        let pod = pod(containers: [container("main", liveness: probe)])
        node.apply([pod])
        node.run(seconds: 3)
        let contexts = node.probeCommands.compactMap { command -> ProbeContext? in
            if case .update(_, let context) = command { context } else { nil }
        }
        let id = node.runtime.newest("main")?.id ?? ""
        #expect(contexts.last?.exec == ExecEnvironment(environment: ["ID=\(id)"], workingDirectory: "/work"))
        #expect(node.operations { "\($0)".contains("environment") }.count == 1)
    }

    @Test func `keep the message of the newest event for the pages`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 2)
        let key = ProbeKey(podUID: web.metadata.uid, container: "main", type: .liveness)
        let text = "Liveness probe failed: connection refused"
        node.handle(.notice(.event(key, containerID: "c", reason: "Unhealthy", message: text)))
        #expect(node.messages("Unhealthy") == [text])
        #expect(node.snapshot(web)?.probes.first { $0.type == .liveness }?.lastMessage == text)
    }

    @Test func `are made anew where one ended on an old word, and its container runs again`() {
        let node = SimulatedNode()
        let web = pod(containers: [container("main", liveness: tcpProbe())])
        node.apply([web])
        node.run(seconds: 5)
        let key = ProbeKey(podUID: web.metadata.uid, container: "main", type: .liveness)
        node.handle(.notice(.ended(key)))
        node.run(seconds: 5)
        #expect(keys(node.probeCommands, "add") == [.liveness, .liveness])
    }

    @Test func `are not made anew after the end that one ended on, though its record is lost`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in name == "once" ? .exits(0, after: 5) : .steady }
        let web = pod(policy: .never, containers: [container("once", liveness: tcpProbe()), container("main")])
        node.apply([web])
        node.run(seconds: 10)
        let key = ProbeKey(podUID: web.metadata.uid, container: "once", type: .liveness)
        node.handle(.notice(.ended(key)))
        node.run(seconds: 5)
        if let id = node.runtime.newest("once")?.id { node.lose(id) }
        node.run(seconds: 10)
        #expect(keys(node.probeCommands, "add") == [.liveness])
    }
}
