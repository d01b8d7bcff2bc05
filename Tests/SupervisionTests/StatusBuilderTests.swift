import PodModel
import Runtimes
import SimulatedWorld
import Testing

@testable import Supervision

private let facts = NodeFacts(nodeName: "node", hostIP: "10.0.0.1", runtimeName: "process")
private let web = pod()

private func build(
    of pod: Pod = web, _ records: [ContainerRecord], sandboxes: [PodSandboxStatus] = [sandbox()],
    old: PodStatus = PodStatus(), deleted: Bool = false, change: (inout StatusBuilder) -> Void = { _ in }
) -> PodStatus {
    var builder = StatusBuilder(
        pod: pod, facts: facts, view: PodView(sandboxes: sandboxes, containers: records), old: old)
    builder.isDeleted = deleted
    change(&builder)
    let status = builder.build(now: second(100))
    // The same input again gives the same status: nothing is counted twice.
    var again = builder
    again = StatusBuilder(
        pod: again.pod, facts: facts, view: again.view, old: status, results: again.results, workers: again.workers,
        failures: again.failures, isDeleted: again.isDeleted)
    #expect(again.build(now: second(200)) == status)
    return status
}

private func backOff(_ reason: String = "CrashLoopBackOff", attempt: Int32 = 0) -> StartFailure {
    StartFailure(reason: reason, message: "why", retryAt: nil, attempt: attempt)
}

@Suite struct `A container's status` {
    @Test func `is that of its newest instance, and the one before is the last state`() {
        let status = build([
            record("main", .running, attempt: 2), record("main", .exited, attempt: 1, exit: 3),
            record("main", .exited, attempt: 0, exit: 9),
        ])
        let main = status.container("main")
        #expect(main?.short == "running, last 3 Error, restarts 2")
        #expect(main?.containerID == "process://main-2")
        #expect(main?.lastState?.containerID == "process://main-1")
        #expect(main?.lastState?.finishedAt == second(15))
        #expect(status.podIPs == ["127.0.0.1"])
        #expect(status.hostIP == "10.0.0.1")
    }

    @Test func `waits for its creation, or for the pod's initialisation`() {
        #expect(build([]).container("main")?.short == "waiting ContainerCreating, restarts 0")
        let job = pod(inits: [container("one")])
        let status = build(of: job, [])
        #expect(status.container("main")?.short == "waiting PodInitializing, restarts 0")
        #expect(status.container("one")?.short == "waiting PodInitializing, restarts 0")
    }

    @Test func `waits without a reason while it is created`() {
        #expect(build([record("main", .created)]).container("main")?.short == "waiting , restarts 0")
    }

    @Test func `R10 shows the end first, and CrashLoopBackOff when a start was refused`() {
        let records = [record("main", .exited, attempt: 1, exit: 1)]
        #expect(build(records).container("main")?.short == "terminated 1 Error, restarts 1")
        let status = build(records) { $0.failures["main"] = backOff() }
        #expect(status.container("main")?.short == "waiting CrashLoopBackOff, last 1 Error, restarts 1")
        #expect(status.phase == .running)
    }

    @Test func `shows no failed start of a container that shall not be started`() {
        let job = pod(policy: .never)
        let status = build(of: job, [record("main", .exited, exit: 1)]) { $0.failures["main"] = backOff() }
        #expect(status.container("main")?.short == "terminated 1 Error, restarts 0")
    }

    @Test func `shows why it could not be created`() {
        let status = build([]) { $0.failures["main"] = backOff("CreateContainerConfigError") }
        #expect(status.container("main")?.state == .waiting(reason: "CreateContainerConfigError", message: "why"))
        #expect(status.phase == .pending)
    }

    @Test func `S08 counts a restart when the runtime lost a running container, and keeps the pod running`() {
        let before = build([record("main", .running, attempt: 1)])
        let status = build([], old: before)
        #expect(
            status.container("main")?.short == "waiting ContainerCreating, last 137 ContainerStatusUnknown, restarts 2")
        #expect(status.phase == .running)
        let deleted = build([], old: before, deleted: true)
        #expect(deleted.container("main")?.restartCount == 1)
    }

    @Test func `ends with its pod, from the first status on in which that has ended`() {
        var side = container("s")
        side.restartPolicy = .always
        let job = pod(policy: .never, inits: [side])
        let before = build(of: job, [record("s", .running), record("main", .running)])
        let status = build(of: job, [record("main", .exited)], old: before) { $0.isOver = true }
        #expect(status.phase == .succeeded)
        #expect(status.container("s")?.short.hasPrefix("terminated 137 ContainerStatusUnknown") == true)
    }

    @Test func `S08 counts a restart when the runtime does not know a container's state`() {
        let before = build([record("main", .running)])
        let status = build([record("main", .unknown)], old: before)
        #expect(status.container("main")?.short == "terminated 137 ContainerStatusUnknown, restarts 1")
    }

    @Test func `remembers an end whose record is gone`() {
        let dead = build([record("main", .exited, attempt: 1, exit: 4)])
        #expect(build([], old: dead).container("main")?.short == "waiting ContainerCreating, last 4 Error, restarts 1")
        let next = build([record("main", .running, attempt: 2)], old: dead)
        #expect(next.container("main")?.short == "running, last 4 Error, restarts 2")
        let done = build(of: pod(policy: .never), [record("main", .exited)])
        #expect(
            build(of: pod(policy: .never), [], old: done).container("main")?.short
                == "terminated 0 Completed, restarts 0")
    }

    @Test func `is listed by name, init containers in the manifest's order`() {
        let many = pod(inits: [container("z"), container("a")], containers: ["c", "b", "a2"].map { container($0) })
        let status = build(of: many, [])
        #expect(status.containerStatuses.map(\.name) == ["a2", "b", "c"])
        #expect(status.initContainerStatuses.map(\.name) == ["z", "a"])
    }

    @Test func `W21 of an init container is ready from its success on, and started while it runs`() {
        let job = pod(inits: [container("one"), container("two")])
        let status = build(of: job, [record("one", .exited), record("two", .running)])
        #expect(status.container("one")?.ready == true)
        #expect(status.container("one")?.started == false)
        #expect(status.container("two")?.ready == false)
        #expect(status.container("two")?.started == true)
        #expect(status.condition(.initialized)?.message == "containers with incomplete status: [two]")
    }

    @Test func `of a forgotten init container is taken for completed once the pod is past it`() {
        let job = pod(inits: [container("one")])
        let status = build(of: job, [record("main", .running)])
        #expect(status.container("one")?.short == "terminated 0 Completed, restarts 0")
        #expect(status.container("one")?.ready == true)
    }
}

@Suite struct `Started and ready` {
    private func state(
        startup: ProbeResult? = nil, readiness: ProbeResult? = nil, workers: [ProbeType] = [.startup, .readiness],
        of id: String = "main-0", _ container: ContainerRecord = record("main", .running)
    ) -> String {
        let status = build([container]) { builder in
            builder.workers = Set(workers.map { ProbeSlot("main", $0) })
            if let startup { builder.results.set(ProbeSlot("main", .startup), id, startup) }
            if let readiness { builder.results.set(ProbeSlot("main", .readiness), id, readiness) }
        }.container("main")
        return "\(status?.started == true ? "started" : "-") \(status?.ready == true ? "ready" : "-")"
    }

    @Test func `hold at once for a running container without probes`() {
        #expect(state(workers: []) == "started ready")
        #expect(state(workers: [], record("main", .exited)) == "- -")
        #expect(state(workers: [], record("main", .created)) == "- -")
    }

    @Test func `wait for the probes' first success`() {
        #expect(state() == "- -")
        #expect(state(startup: .unknown, readiness: .failure) == "- -")
        #expect(state(startup: .success) == "started -")
        #expect(state(startup: .success, readiness: .success) == "started ready")
        #expect(state(startup: .success, readiness: .failure) == "started -")
    }

    @Test func `W06 keep a container unready until it started, whatever its readiness probe says`() {
        #expect(state(startup: .failure, readiness: .success) == "- -")
    }

    @Test func `take no word about another instance`() {
        #expect(state(startup: .success, readiness: .success, of: "main-7") == "- -")
    }
}
