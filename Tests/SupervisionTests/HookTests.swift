import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// postStart and preStop in virtual time (kubelet-semantics 3.2, 3.3).
@Suite struct `A lifecycle hook` {
    private func hooked(postStart: Bool = false, preStop: Bool = false, liveness: Probe? = nil) -> Container {
        var container = container("main", liveness: liveness)
        var hook = LifecycleHandler()
        hook.exec = ExecAction(command: ["hook"])
        container.lifecycle = Lifecycle()
        if postStart { container.lifecycle?.postStart = hook }
        if preStop { container.lifecycle?.preStop = hook }
        return container
    }

    private func hooks(_ node: SimulatedNode) -> [(seconds: Double, call: HookCall)] {
        node.trace.compactMap { seconds, action in
            guard case .operation(_, _, .hook(let call)) = action else { return nil }
            return (seconds, call)
        }
    }

    /// The newest hook that never came back does so now.
    private func answer(_ node: SimulatedNode, _ outcome: PodOutcome = .hookRan(httpInsteadAt: nil)) {
        let newest = node.trace.reversed().lazy.compactMap { _, action -> (UInt64, String)? in
            guard case .operation(let id, let pod, .hook) = action else { return nil }
            return (id, pod)
        }.first
        guard let (id, pod) = newest else { return }
        node.handle(.finished(id, pod: pod, outcome))
    }

    private func isHook(_ operation: PodOperation) -> Bool { if case .hook = operation { true } else { false } }
    private func stops(_ node: SimulatedNode) -> [Double] {
        node.operations { if case .stopContainer = $0 { true } else { false } }.map(\.seconds)
    }

    // Looked up: startContainer (kuberuntime_container.go) waits for the hook without a limit, inside SyncPod, which
    // then starts the next container; kubelet.go published the status before it called the runtime's SyncPod.
    @Test func `R16 after the start holds up the status, the probes and the next container`() {
        let node = SimulatedNode()
        node.hangs = isHook
        let web = pod(containers: [hooked(postStart: true, liveness: tcpProbe()), container("next")])
        node.apply([web])
        node.run(seconds: 20)
        #expect(node.runtime.running("main").count == 1)
        #expect(node.waitingReason(web) == "ContainerCreating")
        #expect(node.status(web).phase == .pending)
        #expect(node.starts("next").isEmpty)
        let contexts = node.probeCommands.compactMap { command -> ProbeContext.Container? in
            switch command {
            case .add(_, _, _, let context), .update(_, let context): context.container
            default: nil
            }
        }
        #expect(contexts.allSatisfy { $0 == .none })
        answer(node)
        node.run(seconds: 3)
        #expect(node.status(web).phase == .running)
        #expect(node.starts("next").count == 1)
        #expect(hooks(node).count == 1)
        #expect(hooks(node)[0].call.timeoutSeconds == nil)
    }

    @Test func `R13 after the start that fails ends the container, which then waits as if it had crashed`() {
        let node = SimulatedNode()
        node.failure = { isHook($0) ? RuntimeError(.other, "exit status 1") : nil }
        let web = pod(containers: [hooked(postStart: true), container("next")])
        node.apply([web])
        node.run(seconds: 1)
        // At once again: nothing had ended before the first start.
        #expect(node.messages("FailedPostStartHook") == ["PostStartHook failed", "PostStartHook failed"])
        #expect(node.messages("Killing").first == "FailedPostStartHook")
        #expect(node.starts("next").count == 1)
        node.run(seconds: 60)
        #expect(node.starts("main") == [0, 0, 10, 30])
        #expect(node.waitingReason(web) == "CrashLoopBackOff")
        #expect(node.container(web)?.short == "waiting CrashLoopBackOff, last 143 Error, restarts 3")
        let codes = node.facts.compactMap {
            if case .containerStartFailed(_, let code) = $0 { code } else { nil }
        }
        #expect(codes.contains("PostStartHookError"))
    }

    @Test func `after the start that fails shows why while it waits for the policy's word`() {
        let node = SimulatedNode()
        node.failure = { isHook($0) ? RuntimeError(.other, "exit status 1") : nil }
        let job = pod(policy: .never, containers: [hooked(postStart: true), container("next")])
        node.apply([job])
        node.run(seconds: 5)
        #expect(node.container(job)?.short == "terminated 143 Error, restarts 0")
        #expect(node.status(job).phase == .running)
        #expect(node.starts("main").count == 1)
    }

    @Test func `after the start does not outlive its pod`() {
        let node = SimulatedNode()
        node.hangs = isHook
        let web = pod(containers: [hooked(postStart: true)])
        node.apply([web])
        node.run(seconds: 5)
        node.apply([])
        node.run(seconds: 5)
        #expect(stops(node) == [5])
        #expect(node.runtime.instances.isEmpty && node.runtime.sandboxes.isEmpty)
        answer(node)
    }

    @Test func `before the stop runs first, and its whole seconds are taken from the grace`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: nil) }
        node.hangs = isHook
        let web = pod(grace: 20, containers: [hooked(preStop: true)])
        node.apply([web])
        node.run(seconds: 10)
        node.apply([])
        node.run(seconds: 7.5)
        #expect(hooks(node).map(\.seconds) == [10])
        #expect(hooks(node)[0].call.timeoutSeconds == 20)
        #expect(stops(node).isEmpty)
        answer(node)
        #expect(stops(node) == [17.5])
        #expect(node.kills().map(\.graceSeconds) == [13])
        node.run(seconds: 30)
        #expect(node.runtime.instances.isEmpty)
    }

    @Test func `before the stop that takes the whole grace is left alone, and two seconds remain`() {
        let node = SimulatedNode()
        node.hangs = isHook
        let web = pod(grace: 5, containers: [hooked(preStop: true)])
        node.apply([web])
        node.run(seconds: 10)
        node.apply([])
        node.run(seconds: 20)
        #expect(stops(node) == [15])
        #expect(node.kills().map(\.graceSeconds) == [2])
        #expect(node.messages("FailedPreStopHook").isEmpty)
        answer(node, .failed(RuntimeError(.timeout, "late")))
        #expect(node.messages("FailedPreStopHook").isEmpty)
        #expect(node.runtime.instances.isEmpty)
    }

    @Test func `before the stop that fails is told, and the stop goes on`() {
        let node = SimulatedNode()
        node.failure = { isHook($0) ? RuntimeError(.other, "exit status 1") : nil }
        let web = pod(containers: [hooked(preStop: true, liveness: tcpProbe(grace: 9))])
        node.apply([web])
        node.run(seconds: 5)
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 3)
        #expect(node.messages("FailedPreStopHook") == ["PreStopHook failed"])
        // Also before a probe's kill, with the probe's own grace.
        #expect(hooks(node).map(\.call.timeoutSeconds) == [9])
        #expect(node.container(web)?.short == "running, last 143 Error, restarts 1")
    }

    @Test func `before the stop does not run without any grace, nor for a container that ended by itself`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in .exits(1, after: 3) }
        let web = pod(grace: 0, containers: [hooked(preStop: true, liveness: tcpProbe())])
        node.apply([web])
        node.run(seconds: 30)
        #expect(hooks(node).isEmpty)
        node.runtime.behaviour = { _, _ in .steady }
        node.run(seconds: 60)
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 3)
        #expect(node.kills().map(\.graceSeconds) == [2])
        #expect(hooks(node).isEmpty)
    }

    // Looked up: calculateEffectiveGracePeriod (pod_workers.go) gives a removed pod 1 s at least; completeSync, which
    // ends one at its deadline, gives none, and killContainer then runs no hook and waits its least 2 s.
    @Test func `before the stop does not run at the deadline of a pod without grace, and does when it is removed`() {
        let node = SimulatedNode()
        var job = pod(grace: 0, containers: [hooked(preStop: true)])
        job.spec.activeDeadlineSeconds = 10
        node.apply([job])
        node.run(seconds: 15)
        #expect(node.status(job).reason == "DeadlineExceeded")
        #expect(node.kills().map(\.graceSeconds) == [2])
        #expect(hooks(node).isEmpty)
        let other = SimulatedNode()
        other.apply([pod(grace: 0, containers: [hooked(preStop: true)])])
        other.run(seconds: 5)
        other.apply([])
        other.run(seconds: 5)
        #expect(hooks(other).map(\.call.timeoutSeconds) == [1])
        #expect(other.kills().map(\.graceSeconds) == [2])
    }

    @Test func `I08 before the stop runs at once in all containers of a pod, sidecars too`() {
        let node = SimulatedNode()
        var sidecar = hooked(preStop: true)
        (sidecar.name, sidecar.restartPolicy) = ("s", .always)
        let web = pod(inits: [sidecar], containers: [hooked(preStop: true)])
        node.apply([web])
        node.run(seconds: 5)
        node.hangs = isHook
        node.apply([])
        node.run(seconds: 1)
        #expect(hooks(node).map(\.seconds) == [5, 5])
        #expect(Set(hooks(node).map(\.call.container.name)) == ["main", "s"])
        node.run(seconds: 40)
        // Both hooks took all 30 s: the sidecar does not wait any more.
        #expect(stops(node) == [35, 35])
    }

    @Test func `before the stop is not repeated when the stop has to be tried again`() {
        let node = SimulatedNode()
        let web = pod(containers: [hooked(preStop: true)])
        node.apply([web])
        node.run(seconds: 5)
        node.failure = { operation in
            guard case .stopContainer = operation, node.seconds < 8 else { return nil }
            return RuntimeError(.other, "no answer")
        }
        node.apply([])
        node.run(seconds: 40)
        #expect(hooks(node).count == 1)
        #expect(node.runtime.instances.isEmpty)
    }

    @Test func `that fell back to HTTP says so`() {
        let node = SimulatedNode()
        node.hangs = isHook
        let web = pod(containers: [hooked(postStart: true)])
        node.apply([web])
        node.run(seconds: 2)
        answer(node, .hookRan(httpInsteadAt: "10.0.0.1:443"))
        let words = "request to HTTPS lifecycle hook 10.0.0.1:443 got HTTP response, retry with HTTP succeeded"
        #expect(node.messages("LifecycleHTTPFallback") == [words])
    }
}
