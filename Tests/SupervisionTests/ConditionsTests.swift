import PodModel
import Supervision
import Testing

private func time(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }

private func running(_ name: String, ready: Bool = true, started: Bool = true) -> ContainerStatus {
    var status = ContainerStatus(name: name, state: .running(startedAt: time(0)))
    (status.ready, status.started) = (ready, started)
    return status
}

private func waiting(_ name: String) -> ContainerStatus {
    ContainerStatus(name: name, state: .waiting(reason: "PodInitializing", message: ""))
}

private func spec(inits: [String] = [], sidecars: [String] = [], apps: [String], gates: [String] = []) -> PodSpec {
    var spec = PodSpec()
    spec.initContainers = inits.map { Container(name: $0) }
    for name in sidecars {
        var sidecar = Container(name: name)
        sidecar.restartPolicy = .always
        spec.initContainers.append(sidecar)
    }
    spec.containers = apps.map { Container(name: $0) }
    spec.readinessGates = gates
    return spec
}

private func conditions(
    _ spec: PodSpec, inits: [ContainerStatus] = [], apps: [ContainerStatus], phase: PodPhase = .running,
    before: [PodCondition] = [], sandbox: Bool = true, at seconds: Int64 = 10
) -> [PodCondition] {
    var status = PodStatus()
    (status.initContainerStatuses, status.containerStatuses) = (inits, apps)
    (status.phase, status.conditions) = (phase, before)
    return Conditions(spec: spec, status: status, sandboxReady: sandbox).conditions(now: time(seconds))
}

extension [PodCondition] {
    fileprivate subscript(_ kind: PodCondition.Kind) -> String {
        guard let one = first(where: { $0.type == kind }) else { return "none" }
        return [one.status.rawValue, one.reason, one.message].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

@Suite struct `A pod's conditions` {
    @Test func `come in the kubelet's order and are all True for a ready pod`() {
        let all = conditions(spec(apps: ["a"]), apps: [running("a")])
        #expect(
            all.map(\.type.name) == [
                "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled",
            ])
        #expect(all.allSatisfy { $0.status == .true && $0.reason.isEmpty && $0.message.isEmpty })
    }

    /// kubelet-semantics 5.2 gave a reason from memory; status/generate.go (v1.3x) sets none.
    @Test func `say without a reason that there is no sandbox`() {
        #expect(
            conditions(spec(apps: ["a"]), apps: [waiting("a")], sandbox: false)[.podReadyToStartContainers] == "False")
    }

    @Test func `name unready containers in spec order, sidecars first, and Ready copies ContainersReady`() {
        let all = conditions(
            spec(sidecars: ["s"], apps: ["z", "a", "b"]), inits: [running("s", ready: false)],
            apps: [running("a", ready: false), running("b"), running("z", ready: false)])
        #expect(all[.containersReady] == "False ContainersNotReady containers with unready status: [s z a]")
        #expect(all[.ready] == all[.containersReady])
    }

    @Test func `I10 make a pod unready whose sidecar is`() {
        let all = conditions(
            spec(sidecars: ["s"], apps: ["a"]), inits: [running("s", ready: false)], apps: [running("a")])
        #expect(all[.ready] == "False ContainersNotReady containers with unready status: [s]")
    }

    @Test func `name unknown containers before unready ones`() {
        let all = conditions(spec(apps: ["a", "b"]), apps: [running("a", ready: false)])
        #expect(
            all[.containersReady]
                == "False ContainersNotReady containers with unknown status: [b], containers with unready status: [a]")
    }

    @Test func `wait for init containers to be ready and sidecars to be started`() {
        let spec = spec(inits: ["one", "two"], sidecars: ["s"], apps: ["a"])
        let all = conditions(
            spec, inits: [waiting("one"), waiting("two"), running("s", started: false)], apps: [waiting("a")],
            phase: .pending)
        #expect(all[.initialized] == "False ContainersNotInitialized containers with incomplete status: [one two s]")
    }

    @Test func `I11 stay initialised while a sidecar starts again`() {
        let all = conditions(
            spec(sidecars: ["s"], apps: ["a"]), inits: [running("s", started: false)], apps: [running("a")])
        #expect(all[.initialized] == "True")
    }

    @Test func `I01 say that a pod completed or failed`() {
        let done = conditions(spec(apps: ["a"]), apps: [waiting("a")], phase: .succeeded)
        #expect(done[.initialized] == "True PodCompleted")
        #expect(done[.ready] == "False PodCompleted")
        #expect(done[.containersReady] == "False PodCompleted")
        let failed = conditions(spec(apps: ["a"]), apps: [running("a")], phase: .failed)
        #expect(failed[.ready] == "False PodFailed")
    }

    @Test func `wait for readiness gates, and keep their conditions`() {
        let gated = spec(apps: ["a"], gates: ["example.com/lb"])
        let missing = conditions(gated, apps: [running("a")])
        #expect(missing[.containersReady] == "True")
        #expect(
            missing[.ready]
                == "False ReadinessGatesNotReady corresponding condition of pod readiness gate \"example.com/lb\" does not exist."
        )
        let gate = PodCondition(.other("example.com/lb"), .true)
        let open = conditions(gated, apps: [running("a")], before: [gate])
        #expect(open[.ready] == "True")
        #expect(open.last == gate)
    }

    @Test func `change their time with their status only`() {
        let spec = spec(apps: ["a"])
        let first = conditions(spec, apps: [running("a", ready: false)], at: 10)
        let second = conditions(spec, apps: [waiting("a")], phase: .failed, before: first, at: 20)
        #expect(second[.ready] == "False PodFailed")
        #expect(second.allSatisfy { $0.type == .initialized || $0.lastTransitionTime == time(10) })
        let third = conditions(spec, apps: [running("a")], before: second, at: 30)
        #expect(third.first { $0.type == .ready }?.lastTransitionTime == time(30))
        #expect(third.first { $0.type == .podScheduled }?.lastTransitionTime == time(10))
    }
}
