import PodModel
import Runtimes
import SimulatedWorld
import Supervision
import Testing

private func plan(
    of pod: Pod = pod(), _ records: [ContainerRecord], sandboxes: [PodSandboxStatus] = [sandbox()],
    published: PodStatus = PodStatus(), results: [(String, ProbeType, ProbeResult)] = [],
    hashes: [String: String] = [:]
) -> PodPlan {
    var known = ProbeResults()
    let view = PodView(sandboxes: sandboxes, containers: records)
    for (name, type, result) in results {
        known.set(ProbeSlot(name, type), view.newest(name)?.id ?? "", result)
    }
    return PodPlanner(pod: pod, view: view, results: known, published: published, specHashes: hashes).plan()
}

private let two = [container("a", liveness: tcpProbe(grace: 5)), container("b")]

@Suite struct `A pod's plan` {
    @Test func `makes a sandbox and starts everything in spec order`() {
        #expect("\(plan(of: pod(containers: two), [], sandboxes: []))" == "run sandbox 0, start a b")
    }

    @Test func `starts what is missing and keeps what runs`() {
        #expect("\(plan(of: pod(containers: two), [record("b", .running)]))" == "start a")
        #expect(plan(of: pod(containers: two), [record("a", .running), record("b", .running)]).isEmpty)
    }

    @Test(arguments: [
        (RestartPolicy.always, Int32(0), "start main (exit)"), (.always, 1, "start main (exit)"),
        (.onFailure, 1, "start main (exit)"), (.onFailure, 0, "stop sandbox s0"), (.never, 1, "stop sandbox s0"),
    ])
    func `R11 follows the restart policy`(policy: RestartPolicy, code: Int32, plan expected: String) {
        #expect("\(plan(of: pod(policy: policy), [record("main", .exited, exit: code)]))" == expected)
    }

    /// kubelet-semantics 3.1 deduced "under Always only"; ShouldContainerBeRestarted (container/helpers.go) restarts it
    /// always.
    @Test(arguments: RestartPolicy.allCases) func `starts again what was created and never started`(
        policy: RestartPolicy
    ) {
        #expect("\(plan(of: pod(policy: policy), [record("main", .created)]))" == "start main (exit)")
    }

    @Test func `kills first what may or may not run`() {
        let plan = plan([record("main", .unknown)])
        #expect(plan.kills.map(\.reason) == [.unknownState])
        #expect(plan.starts.map(\.name) == ["main"])
    }

    @Test func `R01 W03 kills a container that failed its liveness probe, with the probe's grace, and starts it again`()
    {
        let plan = plan(
            of: pod(grace: 500, containers: two), [record("a", .running), record("b", .running)],
            results: [("a", .liveness, .failure), ("b", .readiness, .failure)])
        #expect(plan.kills.map(\.reason) == [.liveness(willRestart: true)])
        #expect(plan.kills.map(\.graceSeconds) == [5])
        #expect("\(plan.starts)" == "[a (liveness)]")
    }

    @Test func `W08 kills for the startup probe even where the liveness probe passes`() {
        let plan = plan(
            [record("main", .running)], results: [("main", .liveness, .success), ("main", .startup, .failure)])
        #expect(plan.kills.map(\.reason) == [.startup(willRestart: true)])
    }

    @Test func `looks at liveness before startup`() {
        let plan = plan(
            [record("main", .running)], results: [("main", .liveness, .failure), ("main", .startup, .failure)])
        #expect(plan.kills.map(\.reason) == [.liveness(willRestart: true)])
    }

    // Looked up: computePodActions (kuberuntime_manager.go) kills the pod where nothing is kept and nothing is started;
    // killContainersWithSyncResult then passes on neither the probe's message nor its reason, on which its grace hangs.
    @Test func `ends the whole pod with its own grace when the only container under Never fails its liveness probe`() {
        let job = pod(policy: .never, grace: 500, containers: [two[0]])
        let plan = plan(of: job, [record("a", .running)], results: [("a", .liveness, .failure)])
        #expect(plan.kills.map(\.reason) == [.stopping])
        #expect(plan.kills.map(\.graceSeconds) == [500])
        #expect(plan.stopSandboxes == ["s0"])
        #expect(plan.starts.isEmpty)
    }

    @Test func `kills one container alone, with its probe's grace, when another one runs under Never`() {
        let job = pod(policy: .never, grace: 500, containers: two)
        let plan = plan(
            of: job, [record("a", .running), record("b", .running)], results: [("a", .liveness, .failure)])
        #expect(plan.kills.map(\.reason) == [.liveness(willRestart: false)])
        #expect(plan.kills.map(\.graceSeconds) == [5])
        #expect(plan.starts.isEmpty && plan.stopSandboxes.isEmpty)
    }

    @Test(arguments: RestartPolicy.allCases) func `restarts a container whose definition changed`(policy: RestartPolicy)
    {
        let plan = plan(of: pod(policy: policy), [record("main", .running, hash: "old")], hashes: ["main": "new"])
        #expect(plan.kills.map(\.reason) == [.definitionChanged])
        #expect("\(plan.starts)" == "[main (config_change)]")
    }

    @Test func `never lets two instances of one container run`() {
        let plan = plan([record("main", .running, attempt: 4), record("main", .running, attempt: 3)])
        #expect(plan.kills.map(\.id) == ["main-3"])
        #expect(plan.starts.isEmpty)
    }

    @Test func `stops what the manifest no longer has`() {
        let plan = plan([record("main", .running), record("old", .running), record("older", .exited)])
        #expect(plan.kills.map(\.name) == ["old"])
        #expect(plan.removals == ["older-0"])
    }

    @Test func `keeps one dead instance of each container, the newest`() {
        let plan = plan([
            record("main", .running, attempt: 3), record("main", .exited, attempt: 2),
            record("main", .exited, attempt: 1), record("main", .created, attempt: 0),
        ])
        #expect(plan.removals == ["main-1", "main-0"])
    }

    @Test func `starts the pod over when its sandbox is gone`() {
        let plan = plan(
            of: pod(inits: [container("i")], containers: two),
            [record("a", .running), record("b", .exited, exit: 1), record("i", .exited)],
            sandboxes: [sandbox(0, ready: false)])
        #expect(plan.sandboxChanged)
        #expect(plan.kills.map(\.name) == ["a"])
        #expect(plan.newSandboxAttempt == 1)
        #expect(plan.startInits.map(\.name) == ["i"])
        #expect(plan.starts.isEmpty)
    }

    @Test func `makes no sandbox for a pod that has done its work`() {
        let gone = [sandbox(0, ready: false)]
        #expect(plan(of: pod(policy: .never), [record("main", .exited, exit: 1)], sandboxes: gone).isEmpty)
        #expect(plan(of: pod(policy: .onFailure), [record("main", .exited)], sandboxes: gone).isEmpty)
        #expect(
            "\(plan(of: pod(policy: .onFailure, containers: two), [record("a", .exited), record("b", .exited, exit: 1)], sandboxes: gone))"
                == "run sandbox 1, start b (exit)")
    }

    @Test func `does not run a finished container again when the runtime forgot it`() {
        var published = PodStatus()
        var main = ContainerStatus(name: "main", state: .waiting(reason: "", message: ""))
        main.state = .terminated(
            .init(
                exitCode: 0, reason: "Completed", startedAt: second(1), finishedAt: second(2),
                containerID: "process://x"))
        published.containerStatuses = [main]
        #expect("\(plan(of: pod(policy: .never), [], published: published))" == "stop sandbox s0")
        #expect(plan(of: pod(policy: .never), [], sandboxes: [], published: published).isEmpty)
        #expect("\(plan(of: pod(), [], published: published))" == "start main")
    }

    @Test func `removes old sandboxes that hold nothing`() {
        let plan = plan(
            [record("main", .running, sandbox: "s2"), record("main", .exited, attempt: -1, sandbox: "s1")],
            sandboxes: [sandbox(2), sandbox(1, ready: false), sandbox(0, ready: false)])
        #expect(plan.removeSandboxes == ["s0"])
    }
}

@Suite struct `A pod's initialisation` {
    private func job(_ policy: RestartPolicy = .always) -> Pod {
        pod(policy: policy, inits: [container("i1"), container("i2")], containers: [container("app")])
    }

    @Test func `I01 runs one init container after the other, then the app`() {
        #expect("\(plan(of: job(), []))" == "start init i1")
        #expect(plan(of: job(), [record("i1", .running)]).isEmpty)
        #expect("\(plan(of: job(), [record("i1", .exited)]))" == "start init i2")
        #expect("\(plan(of: job(), [record("i1", .exited), record("i2", .exited)]))" == "start app")
    }

    @Test func `runs a failed init container again, and no other`() {
        #expect("\(plan(of: job(), [record("i1", .exited), record("i2", .exited, exit: 1)]))" == "start init i2 (exit)")
        #expect("\(plan(of: job(.onFailure), [record("i1", .exited, exit: 1)]))" == "start init i1 (exit)")
    }

    @Test func `I03 ends the pod when one fails under Never`() {
        #expect(
            "\(plan(of: job(.never), [record("i1", .exited), record("i2", .exited, exit: 1)]))" == "stop sandbox s0")
    }

    @Test func `is not repeated once an app container runs, nor for records that are gone`() {
        #expect(plan(of: job(), [record("app", .running)]).isEmpty)
        let after = plan(of: job(), [record("i2", .exited), record("app", .exited, exit: 1)])
        #expect("\(after)" == "start app (exit)")
    }

    @Test func `starts over in a new sandbox`() {
        let records = [record("i1", .exited), record("i2", .exited), record("app", .exited, exit: 1)]
        let plan = plan(of: job(), records, sandboxes: [sandbox(1), sandbox(0, ready: false)])
        #expect("\(plan)" == "start init i1 (exit)")
    }

    @Test func `kills an init container that may or may not run before it is run again`() {
        let plan = plan(of: job(), [record("i1", .unknown)])
        #expect(plan.kills.map(\.reason) == [.unknownState])
        #expect(plan.startInits.map(\.name) == ["i1"])
    }
}
