import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// Room on the node, in virtual time (kubelet-semantics 5.6).
@Suite struct `A node with so much room` {
    private func node(
        _ mode: AdmissionMode = .queue, staticPods: Bool = true, cpu: Int64 = 1_000, pods: Int64 = 110
    ) -> SimulatedNode {
        SimulatedNode(
            facts: NodeFacts(
                nodeName: "n1", hostIP: "10.0.0.1", runtimeName: "process", staticPods: staticPods,
                allocatable: [
                    "cpu": Quantity(milliValue: cpu), "memory": Quantity(value: 1 << 30), "pods": Quantity(value: pods),
                ],
                admission: mode))
    }

    private func wanting(
        _ name: String, cpu: Int64 = 0, memory: Int64 = 0, priority: Int32? = nil, policy: RestartPolicy = .always
    ) -> Pod {
        var main = container("main")
        if cpu > 0 { main.resources.requests["cpu"] = Quantity(milliValue: cpu) }
        if memory > 0 { main.resources.requests["memory"] = Quantity(value: memory) }
        var one = pod(name, policy: policy, containers: [main])
        one.spec.priority = priority
        return one
    }

    private func isRunning(_ pod: Pod, _ node: SimulatedNode) -> Bool { node.status(pod).phase == .running }

    // Looked up in pkg/scheduler: FitError.Error (framework/types.go) joins the sorted reasons of fit.go and Preempt's
    // words (framework/preemption); handleSchedulingFailure (schedule_one.go) puts them in event and condition.
    @Test func `lets a pod wait that does not fit, in the scheduler's words, and start by itself when there is room`() {
        let node = node()
        var (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        (a.spec.nodeName, b.spec.nodeName) = ("n1", "n1")
        node.apply([a, b])
        node.run(seconds: 30)
        #expect(isRunning(a, node))
        #expect([a, b].map { node.snapshot($0)?.pod.spec.nodeName } == ["n1", ""])
        let waiting = node.status(b)
        #expect(waiting.phase == .pending)
        #expect(waiting.containerStatuses.isEmpty && waiting.startTime == nil)
        #expect(waiting.conditions.map(\.type) == [.podScheduled])
        let condition = waiting.condition(.podScheduled)
        #expect(condition?.status == .false && condition?.reason == "Unschedulable")
        #expect(
            condition?.message
                == "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: "
                + "1 No preemption victims found for incoming pod.")
        #expect(node.messages("FailedScheduling") == [condition?.message])
        node.apply([b])
        node.run(seconds: 5)
        #expect(isRunning(b, node) && node.snapshot(b)?.pod.spec.nodeName == "n1")
        #expect(node.status(b).condition(.podScheduled)?.status == .true)
        #expect(node.status(b).startTime != nil)
        #expect(node.messages("Scheduled") == ["Successfully assigned default/b to n1"])
    }

    @Test func `has room again when a pod has finished, and not before its last container has ended`() {
        let node = node()
        node.runtime.behaviour = { _, _ in .exits(0, after: 60) }
        let (a, b) = (wanting("a", cpu: 700, policy: .never), wanting("b", cpu: 500))
        node.apply([a, b])
        node.run(seconds: 59)
        #expect(node.status(b).phase == .pending)
        node.run(seconds: 10)
        #expect(node.status(a).phase == .succeeded)
        #expect(isRunning(b, node))
    }

    @Test func `goes by priority, then by age, and lets a small pod pass a large one`() {
        let node = node(cpu: 1_000)
        let first = wanting("first", cpu: 1_000)
        node.apply([first])
        node.run(seconds: 5)
        let (low, high) = (wanting("a-low", cpu: 600), wanting("z-high", cpu: 600, priority: 10))
        node.apply([first, low, high])
        node.run(seconds: 5)
        node.apply([low, high])
        node.run(seconds: 10)
        #expect(isRunning(high, node) && !isRunning(low, node))
        let small = wanting("small", cpu: 300)
        node.apply([low, high, small])
        node.run(seconds: 5)
        #expect(isRunning(small, node) && !isRunning(low, node))
    }

    @Test func `never counts limits, and a pod without requests only as one of the pods`() {
        let node = node(pods: 2)
        let full = wanting("a", cpu: 1_000, memory: 1 << 30)
        node.apply([full, wanting("b"), wanting("c")])
        node.run(seconds: 5)
        #expect(isRunning(wanting("b"), node))
        #expect(node.messages("FailedScheduling").first?.hasPrefix("0/1 nodes are available: 1 Too many pods.") == true)
    }

    @Test func `says that no end of another pod would help one that wants more than there is`() {
        let node = node()
        let huge = wanting("huge", cpu: 2_000, memory: 2 << 30)
        node.apply([huge])
        node.run(seconds: 5)
        #expect(
            node.status(huge).condition(.podScheduled)?.message
                == "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. preemption: 0/1 nodes are "
                + "available: 1 Preemption is not helpful for scheduling.")
    }

    @Test func `forgets a pod that waits when it is removed, and takes one whose requests became smaller`() {
        let node = node()
        let (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        node.apply([a, b])
        node.run(seconds: 5)
        node.apply([a])
        node.run(seconds: 5)
        #expect(node.snapshot(b) == nil)
        node.apply([a, b])
        node.run(seconds: 5)
        node.apply([a, wanting("b", cpu: 300)])
        node.run(seconds: 5)
        #expect(isRunning(b, node))
    }

    @Test func `keeps what an earlier podprobe let in, though there is no room for it any more`() {
        let before = node()
        let (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        before.apply([a, b])
        before.run(seconds: 5)
        let after = before.reborn()
        after.core = NodeCore(
            NodeFacts(
                nodeName: "n1", hostIP: "10.0.0.1", runtimeName: "process",
                allocatable: ["cpu": Quantity(milliValue: 100)]),
            restoring: after.stored.values.sorted { $0.uid < $1.uid })
        after.apply([a, b])
        after.run(seconds: 30)
        #expect(isRunning(a, after))
        #expect(after.starts().isEmpty && after.kills().isEmpty)
        #expect(after.status(b).phase == .pending)
    }

    @Test(arguments: AdmissionMode.allCases)
    func `keeps what runs, though an earlier podprobe was killed before it could note that`(mode: AdmissionMode) {
        let before = node(mode)
        let (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        before.apply([b])
        before.run(seconds: 5)
        let after = before.reborn()
        after.core = NodeCore(after.nodeFacts)
        after.apply([a, b])
        after.run(seconds: 30)
        #expect(isRunning(b, after))
        #expect(after.starts().isEmpty && after.kills().isEmpty)
        #expect(after.status(a).phase == (mode == .queue ? .pending : .failed))
    }

    @Test func `does not let in what waited when podprobe was stopped`() {
        var (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        (a.spec.nodeName, b.spec.nodeName) = ("n1", "n1")
        let node = node()
        node.apply([a, b])
        node.run(seconds: 10)
        node.handle(.stopAll)
        node.run(seconds: 60)
        #expect(node.core.hasStopped)
        #expect([a, b].map { node.snapshot($0)?.pod.spec.nodeName } == ["n1", ""])
        #expect(node.status(b).conditions.map(\.type) == [.podScheduled] && node.status(b).containerStatuses.isEmpty)
        let since = node.status(b).condition(.podScheduled)?.lastTransitionTime
        let next = node.reborn()
        next.apply([a, b])
        next.run(seconds: 30)
        #expect(isRunning(a, next))
        #expect(next.status(b).condition(.podScheduled)?.status == .false)
        #expect(since != nil && next.status(b).condition(.podScheduled)?.lastTransitionTime == since)
        #expect(next.runtime.sandboxes.values.filter(\.ready).map(\.podName) == ["a"])
    }

    @Test func `keeps room for one that waits until its predecessor is gone`() {
        let old = wanting("a", cpu: 700)
        let node = node()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 20) }
        node.apply([old])
        node.run(seconds: 10)
        // While no podprobe runs, the pod's manifest gets another uid, and another pod is added.
        var new = old
        new.metadata.uid = "uid-new"
        let b = wanting("b", cpu: 500)
        let next = node.reborn()
        next.apply([new, b])
        next.run(seconds: 1)
        #expect(next.runtime.running("main").map(\.podUID) == [old.metadata.uid])
        // Who waits is looked at again.
        next.apply([new, b])
        next.run(seconds: 120)
        #expect(isRunning(new, next))
        #expect(next.status(b).phase == .pending)
        #expect(
            next.runtime.instances.values.filter { $0.record.state == .running }.map(\.record.podUID) == ["uid-new"])
    }

    @Test func `keeps room for what an earlier podprobe let in, while its manifest can't be read`() {
        let (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        let before = node()
        before.apply([a])
        before.run(seconds: 10)
        let next = before.reborn()
        next.apply([b], isComplete: false)
        next.run(seconds: 10)
        #expect(next.status(b).phase == .pending && next.runtime.running("main").map(\.podName) == ["a"])
        next.apply([a, b], isComplete: false)
        next.run(seconds: 10)
        #expect(isRunning(a, next) && next.status(b).phase == .pending)
        next.apply([b])
        next.run(seconds: 60)
        #expect(isRunning(b, next))
    }

    @Test(arguments: AdmissionMode.allCases) func `keeps no room for what an edit has replaced`(_ mode: AdmissionMode) {
        let before = node(mode)
        var web = wanting("web", cpu: 700)
        web.metadata.uid = "old"
        before.apply([web])
        before.run(seconds: 10)
        let next = before.reborn()
        web.metadata.uid = "new"
        next.apply([web], isComplete: false)
        next.run(seconds: 60)
        #expect(isRunning(web, next) && next.runtime.running("main").map(\.podUID) == ["new"])
    }

    @Test func `rejects nobody, as a kubelet does, before every manifest was read, but for what no room would change`()
    {
        let (a, b, huge) = (wanting("a", cpu: 700), wanting("b", cpu: 500), wanting("huge", cpu: 5_000))
        let before = node(.kubelet)
        before.apply([a])
        before.run(seconds: 10)
        let next = before.reborn()
        next.apply([b, huge], isComplete: false)
        next.run(seconds: 10)
        #expect(next.status(b).phase == .pending && next.status(huge).phase == .failed)
        next.apply([b, huge])
        next.run(seconds: 60)
        #expect(isRunning(b, next) && next.status(huge).phase == .failed)
    }

    @Test func `keeps what runs although no record of it was left`() {
        let before = node()
        let a = wanting("a", cpu: 700)
        before.apply([a])
        before.run(seconds: 5)
        let after = SimulatedNode(
            facts: NodeFacts(
                nodeName: "n1", hostIP: "10.0.0.1", runtimeName: "process",
                allocatable: ["cpu": Quantity(milliValue: 100)]), time: before.time)
        after.runtime = before.runtime
        after.apply([a])
        after.run(seconds: 5)
        #expect(isRunning(a, after))
        #expect(after.kills().isEmpty)
    }

    @Test func `lets a pod wait for its host port, and rejects one for another system however it admits`() {
        func taking(_ name: String) -> Pod {
            var one = wanting(name)
            one.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
            one.spec.containers[0].ports[0].hostPort = 80
            return one
        }
        let node = node()
        let (a, b) = (taking("a"), taking("b"))
        var windows = wanting("windows")
        windows.spec.others["os"] = .fields(["name": .string("windows")])
        node.apply([a, b, windows])
        node.run(seconds: 5)
        #expect(isRunning(a, node) && node.status(b).phase == .pending)
        #expect(node.messages("FailedScheduling").first?.contains("didn't have free ports") == true)
        #expect(node.status(windows).phase == .failed && node.status(windows).reason == "PodOSNotSupported")
        node.apply([b])
        node.run(seconds: 5)
        #expect(isRunning(b, node))
    }

    // Looked up: Admit (pkg/kubelet/lifecycle/predicate.go) has reason and message, rejectPod (kubelet.go) the prefix,
    // the event and a status with nothing else but qosClass.
    @Test func `Q06 fails a pod that does not fit, as a kubelet does with one that was bound to it`() {
        let node = node(.kubelet, staticPods: false)
        let (a, b) = (wanting("a", cpu: 500), wanting("b", cpu: 2_000))
        node.apply([a, b])
        node.run(seconds: 5)
        let status = node.status(b)
        #expect(status.phase == .failed && status.reason == "OutOfcpu")
        #expect(
            status.message
                == "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 500, capacity: 1000"
        )
        #expect(status.conditions.isEmpty && status.containerStatuses.isEmpty && status.startTime != nil)
        #expect(
            node.messages("OutOfcpu")
                == ["Node didn't have enough resource: cpu, requested: 2000, used: 500, capacity: 1000"])
        node.apply([b])
        node.run(seconds: 60)
        #expect(node.status(b).phase == .failed && node.starts().count == 1)
    }

    // Looked up: HandleAdmissionFailure (pkg/kubelet/preemption/preemption.go) evicts (Preempting) whom it may: nobody.
    // Refusals for other reasons are named NodeAffinity, NodeName and NodePorts (AdmissionCheck, pkg/scheduler).
    @Test func `Q07 fails a static pod with the word of a kubelet that found nobody to evict`() {
        let node = node(.kubelet)
        let (a, b) = (wanting("a", cpu: 700), wanting("b", cpu: 500))
        node.apply([a, b])
        node.run(seconds: 5)
        #expect(node.status(b).phase == .failed && node.status(b).reason == "UnexpectedAdmissionError")
        #expect(
            node.status(b).message
                == "Pod was rejected: Unexpected error while attempting to recover from admission failure: preemption: "
                + "error finding a set of pods to preempt: no set of running pods found to reclaim resources: "
                + "[(res: cpu, q: 200), ]")
        // It stays so over podprobe's restart, and can be removed.
        let next = node.reborn()
        next.apply([b])
        next.run(seconds: 60)
        #expect(next.status(b).phase == .failed && next.starts().isEmpty)
        next.apply([])
        next.run(seconds: 5)
        #expect(next.snapshot(b) == nil)
    }

    @Test func `Q08 reports the number of pods before any other resource`() {
        let node = node(.kubelet, staticPods: false, pods: 1)
        let (a, b) = (wanting("a"), wanting("b", cpu: 5_000))
        node.apply([a, b])
        node.run(seconds: 5)
        #expect(node.status(b).reason == "OutOfpods")
        #expect(
            node.status(b).message
                == "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1")
    }
}
