import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// Init containers with restartPolicy Always, in virtual time (kubelet-semantics 4).
@Suite struct `A pod with sidecars` {
    private func sidecar(_ name: String, startup: Probe? = nil, liveness: Probe? = nil, readiness: Probe? = nil)
        -> Container
    {
        var sidecar = container(name, liveness: liveness, readiness: readiness, startup: startup)
        sidecar.restartPolicy = .always
        return sidecar
    }

    private func node(_ behaviours: [String: Behaviour] = [:]) -> SimulatedNode {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in behaviours[name] ?? .steady }
        return node
    }

    @Test func `I04 starts the next container as soon as the sidecar runs, whatever its readiness`() {
        let node = node()
        let web = pod(inits: [sidecar("s", readiness: tcpProbe())], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 3)
        #expect(node.starts("s").count == 1 && node.starts("app").count == 1)
        #expect(node.status(web).phase == .running)
        #expect(node.container(web, "s")?.ready == false)
        // I10
        #expect(node.container(web, "app")?.ready == true)
        #expect(node.status(web).condition(.initialized)?.status == .true)
        #expect(node.status(web).condition(.ready)?.message == "containers with unready status: [s]")
        node.probe("s", .readiness, .success, pod: web)
        #expect(node.status(web).condition(.ready)?.status == .true)
    }

    @Test func `waits with the next container until the startup probe has succeeded`() {
        let node = node()
        let web = pod(inits: [sidecar("s", startup: tcpProbe()), container("i")], containers: [container("app")])
        node.runtime.behaviour = { name, _ in name == "i" ? .exits(0, after: 1) : .steady }
        node.apply([web])
        node.run(seconds: 30)
        #expect(node.starts("i").isEmpty)
        #expect(node.status(web).phase == .pending)
        #expect(node.status(web).condition(.initialized)?.message == "containers with incomplete status: [s i]")
        #expect(node.waitingReason(web, "app") == "PodInitializing")
        node.probe("s", .startup, .success, pod: web)
        node.run(seconds: 10)
        #expect(node.starts("i").count == 1 && node.starts("app").count == 1)
        #expect(node.status(web).phase == .running)
    }

    @Test func `is Pending again in a new sandbox, until its sidecar's startup probe has succeeded there`() {
        let node = node()
        let web = pod(inits: [sidecar("s", startup: tcpProbe())], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 3)
        node.probe("s", .startup, .success, pod: web)
        node.run(seconds: 3)
        #expect(node.status(web).phase == .running)
        node.handle(.stopAll)
        node.run(seconds: 3)
        let next = node.reborn()
        next.apply([web])
        next.run(seconds: 3)
        #expect(next.starts("s").count == 1 && next.container(web, "s")?.started == false)
        #expect(next.status(web).phase == .pending)
        next.probe("s", .startup, .success, pod: web)
        next.run(seconds: 3)
        #expect(next.status(web).phase == .running)
    }

    @Test func `stays Running while its sidecar starts again beside a container in back-off`() {
        let node = node(["app": .exits(1, after: 1)])
        let web = pod(inits: [sidecar("s", startup: tcpProbe(), liveness: tcpProbe())], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 3)
        node.probe("s", .startup, .success, pod: web)
        node.run(seconds: 20)
        #expect(node.waitingReason(web, "app") == "CrashLoopBackOff")
        node.probe("s", .liveness, .failure, pod: web)
        node.run(seconds: 5)
        #expect(node.container(web, "s")?.restartCount == 1 && node.container(web, "s")?.started == false)
        #expect(node.status(web).phase == .running)
    }

    @Test func `kills and restarts a sidecar whose startup probe fails, and the pod does not get past it`() {
        let node = node()
        let web = pod(policy: .never, inits: [sidecar("s", startup: tcpProbe())], containers: [container("app")])
        node.apply([web])
        for _ in 0..<2 {
            node.run(seconds: 20)
            node.probe("s", .startup, .failure, pod: web)
        }
        node.run(seconds: 20)
        #expect(node.messages("Killing") == Array(repeating: "Init container s failed startup probe", count: 2))
        #expect(node.starts("s").count == 3 && node.starts("app").isEmpty)
        #expect(node.container(web, "s")?.restartCount == 2)
    }

    @Test func `is not stopped before a container that was just started, and that no look at the runtime shows yet`() {
        let node = node(["app": Behaviour(termSeconds: 1)])
        var app = container("app")
        app.lifecycle = Lifecycle()
        app.lifecycle?.postStart = LifecycleHandler()
        app.lifecycle?.postStart?.sleep = 5
        let web = pod(grace: 30, inits: [sidecar("s")], containers: [app])
        node.hook = { _ in (5, RuntimeError(.other, "exit status 1")) }
        node.onAction = { action in
            if case .operation(_, _, .startContainer(let config, _)) = action, config.name == "app" {
                node.relists = false
            }
        }
        node.apply([web])
        #expect(node.run(until: { !node.kills("app").isEmpty }))
        node.apply([])
        #expect(node.kills("s").isEmpty)
        node.onAction = nil
        node.relists = true
        let appRuns = { node.runtime.running("app").count == 1 }
        #expect(node.run(until: { !node.kills("s").isEmpty }) && !appRuns())
        node.run(seconds: 30)
        #expect(node.snapshot(web) == nil && node.runtime.instances.isEmpty)
    }

    @Test func `without any record does not keep a pod Pending whose work is done`() {
        let node = node(["app": .exits(0, after: 5)])
        let web = pod(policy: .onFailure, inits: [sidecar("s")], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 60)
        #expect(node.status(web).phase == .succeeded)
        // All that is left is the dead container, as after a crash of the host that took podprobe's own records.
        for one in node.runtime.instances.values where one.record.name == "s" { node.lose(one.record.id) }
        let next = SimulatedNode(time: node.time)
        next.runtime = node.runtime
        next.apply([web])
        next.run(seconds: 60)
        #expect(next.status(web).phase == .succeeded)
        #expect(next.starts("app").isEmpty && next.starts("s").isEmpty)
    }

    @Test(arguments: RestartPolicy.allCases, [Int32(0), 1])
    func `I11 restarts a sidecar with back-off whatever the policy and its exit code, and stays initialised`(
        policy: RestartPolicy, code: Int32
    ) {
        let node = node(["s": .exits(code, after: 1)])
        let web = pod(policy: policy, inits: [sidecar("s")], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 40)
        #expect(node.starts("s") == [0, 1, 12, 33])
        #expect(node.status(web).phase == .running)
        #expect(node.status(web).condition(.initialized)?.status == .true)
        #expect(node.waitingReason(web, "s") == "CrashLoopBackOff")
        #expect(node.status(web).condition(.ready)?.status == .false)
        #expect(node.starts("app").count == 1)
    }

    @Test
    func `I12 restarts a sidecar whose liveness probe fails, in words without a suffix and with the probe's grace`() {
        let node = node(["s": Behaviour(termSeconds: nil)])
        let web = pod(
            policy: .onFailure, grace: 60, inits: [sidecar("s", liveness: tcpProbe(grace: 7))],
            containers: [container("app")])
        node.apply([web])
        node.run(seconds: 5)
        node.probe("s", .liveness, .failure, pod: web)
        node.run(seconds: 10)
        #expect(node.messages("Killing") == ["Init container s failed liveness probe"])
        #expect(node.kills("s").map(\.graceSeconds) == [7])
        #expect(node.container(web, "s")?.short == "running, last 137 Error, restarts 1")
        #expect(node.facts.contains(.restart(.liveness)))
    }

    @Test func `has workers for the sidecars' probes, and none for an init container`() {
        let node = node(["i": .exits(0)])
        let web = pod(
            inits: [container("i"), sidecar("s", startup: tcpProbe(), liveness: tcpProbe())],
            containers: [container("app")])
        node.apply([web])
        node.run(seconds: 5)
        let added = node.probeCommands.compactMap { if case .add(let key, _, _, _) = $0 { key } else { nil } }
        #expect(Set(added.map { "\($0.container) \($0.type)" }) == ["s startup", "s liveness"])
    }

    @Test func `restarts a sidecar whose definition changed, and leaves the app alone`() {
        let node = node()
        var web = pod(inits: [sidecar("s")], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 5)
        web.spec.initContainers[0].command = ["other"]
        node.apply([web])
        node.run(seconds: 5)
        #expect(node.messages("Killing") == ["Init container s definition changed"])
        #expect(node.starts("s").count == 2 && node.starts("app").count == 1)
    }

    @Test func `stops the sidecars when the app has finished, last to first, and succeeds whatever they exit with`() {
        let node = node(["app": .exits(0, after: 5), "s1": Behaviour(termSeconds: 1), "s2": Behaviour(termSeconds: 2)])
        let job = pod(policy: .never, inits: [sidecar("s1"), sidecar("s2")], containers: [container("app")])
        node.apply([job])
        node.run(seconds: 30)
        #expect(node.messages("Killing") == ["Stopping container s2", "Stopping container s1"])
        let stops = node.operations { if case .stopContainer = $0 { true } else { false } }
        #expect(stops.map { "\($0.operation)" }.map { $0.contains("s2 (") } == [true, false])
        #expect(stops[1].seconds - stops[0].seconds >= 2)
        #expect(node.status(job).phase == .succeeded)
        #expect(node.container(job, "s1")?.short == "terminated 143 Error, restarts 0")
        #expect(node.starts("s1").count == 1 && node.starts("s2").count == 1)
    }

    @Test func `does not start an ended sidecar again while the end of a finished pod takes a second attempt`() {
        let node = node(["app": .exits(0, after: 5)])
        let job = pod(policy: .never, inits: [sidecar("s1"), sidecar("s2")], containers: [container("app")])
        node.failure = { operation in
            guard case .stopContainer(let kill) = operation, kill.name == "s1", node.seconds < 20 else { return nil }
            return RuntimeError(.other, "no answer")
        }
        node.apply([job])
        node.run(seconds: 60)
        #expect(node.starts("s2").count == 1)
        #expect(node.status(job).phase == .succeeded)
    }

    @Test func `I08 lets a deleted pod's app end before its sidecars, and those last to first`() {
        let seconds = ["app": 3.0, "s3": 2, "s2": 1, "s1": 1]
        let node = node(seconds.mapValues { Behaviour(termSeconds: $0) })
        let web = pod(
            inits: [sidecar("s1"), sidecar("s2"), sidecar("s3")], containers: [container("app"), container("app2")])
        node.apply([web])
        node.run(seconds: 10)
        node.apply([])
        node.run(seconds: 30)
        let stops = node.operations { if case .stopContainer = $0 { true } else { false } }
        let names = stops.compactMap { if case .stopContainer(let kill) = $0.operation { kill.name } else { nil } }
        #expect(Set(names.prefix(2)) == ["app", "app2"])
        #expect(names.suffix(3) == ["s3", "s2", "s1"])
        #expect(stops.map(\.seconds) == [10, 10, 13, 15, 16])
        #expect(node.kills("s3").map(\.graceSeconds) == [27])
        #expect(node.kills("s1").map(\.graceSeconds) == [24])
        #expect(node.runtime.instances.isEmpty && node.runtime.sandboxes.isEmpty)
    }

    @Test func `gives a sidecar whose app took the whole grace two seconds`() {
        let node = node(["app": Behaviour(termSeconds: nil), "s": Behaviour(termSeconds: nil)])
        let web = pod(grace: 6, inits: [sidecar("s")], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 10)
        node.apply([])
        node.run(seconds: 30)
        let stops = node.operations { if case .stopContainer = $0 { true } else { false } }
        #expect(stops.map(\.seconds) == [10, 16])
        #expect(node.kills("s").map(\.graceSeconds) == [2])
        #expect(node.runtime.instances.isEmpty)
    }

    @Test func `starts its sidecars again in a new sandbox before anything else`() {
        let node = node()
        let web = pod(inits: [sidecar("s", startup: tcpProbe())], containers: [container("app")])
        node.apply([web])
        node.run(seconds: 5)
        node.probe("s", .startup, .success, pod: web)
        node.run(seconds: 5)
        #expect(node.starts("app").count == 1)
        for id in node.runtime.sandboxes.keys { node.runtime.sandboxes[id]?.ready = false }
        node.run(seconds: 20)
        #expect(node.starts("s").count == 2 && node.starts("app").count == 1)
        node.probe("s", .startup, .success, pod: web)
        node.run(seconds: 5)
        #expect(node.starts("app").count == 2)
    }

    @Test func `tells in its events which containers are init containers`() {
        let node = node(["setup": .exits(0, after: 1)])
        node.apply([pod(inits: [sidecar("s"), container("setup")], containers: [container("app")])])
        node.run(seconds: 10)
        for (name, isInitContainer) in [("s", true), ("setup", true), ("app", false)] {
            let events = node.events.filter { $0.container == name }
            #expect(!events.isEmpty && events.allSatisfy { $0.isInitContainer == isInitContainer }, "\(name)")
        }
    }
}
