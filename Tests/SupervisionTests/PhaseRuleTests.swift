import PodModel
import Supervision
import Testing

private let never = Timestamp(nanoseconds: 0)

private func end(_ code: Int32) -> ContainerState.Terminated {
    ContainerState.Terminated(
        exitCode: code, reason: code == 0 ? "Completed" : "Error", startedAt: never, finishedAt: never,
        containerID: "process://x")
}

/// A container's status in short: `run`, `wait`, `wait:1` (waits after an end with code 1), `0` (ended with code 0).
private func status(_ name: String, _ text: String) -> ContainerStatus {
    let parts = text.split(separator: ":")
    var status = ContainerStatus(name: name, state: .waiting(reason: "", message: ""))
    switch parts[0] {
    case "run", "run-unstarted":
        status.state = .running(startedAt: never)
        status.started = parts[0] == "run"
    case "wait": status.lastState = parts.count > 1 ? end(Int32(parts[1]) ?? -1) : nil
    default: status.state = .terminated(end(Int32(parts[0]) ?? -1))
    }
    return status
}

struct PhaseCase: Sendable, CustomTestStringConvertible {
    var name: String
    var policy = RestartPolicy.always
    var inits: [String] = []
    var sidecars: [String] = []
    var apps: [String]
    var isTerminating = false
    var isStatic = true
    var hasBegun = false
    var before = PodPhase.pending
    var phase: PodPhase
    var testDescription: String { name }

    var spec: PodSpec {
        var spec = PodSpec()
        spec.restartPolicy = policy
        spec.initContainers = inits.indices.map { Container(name: "i\($0)") }
        for index in sidecars.indices {
            var sidecar = Container(name: "s\(index)")
            sidecar.restartPolicy = .always
            spec.initContainers.append(sidecar)
        }
        spec.containers = apps.indices.map { Container(name: "a\($0)") }
        return spec
    }

    var status: PodStatus {
        var all = PodStatus()
        all.phase = before
        all.initContainerStatuses =
            inits.enumerated().filter { $1 != "none" }.map { SupervisionTests.status("i\($0)", $1) }
            + sidecars.enumerated().filter { $1 != "none" }.map { SupervisionTests.status("s\($0)", $1) }
        all.containerStatuses =
            apps.enumerated().filter { $1 != "none" }.map { SupervisionTests.status("a\($0)", $1) }
        return all
    }
}

private let cases: [PhaseCase] = [
    // Rule 1
    PhaseCase(
        name: "I03 a failed init container under Never", policy: .never, inits: ["1"], apps: ["wait"], phase: .failed),
    PhaseCase(
        name: "a failed init container that is tried again", policy: .onFailure, inits: ["wait:1"], apps: ["wait"],
        phase: .pending),
    PhaseCase(
        name: "a failed init container that waits, under Never", policy: .never, inits: ["wait:1"], apps: ["wait"],
        phase: .failed),
    // Rule 2
    PhaseCase(name: "an init container runs", inits: ["run"], apps: ["wait"], phase: .pending),
    PhaseCase(name: "an init container without status", inits: ["none"], apps: ["wait"], phase: .pending),
    PhaseCase(name: "an init container waits for the first time", inits: ["wait"], apps: ["run"], phase: .pending),
    PhaseCase(name: "one runs, another was never started", apps: ["run", "wait"], phase: .pending),
    PhaseCase(
        name: "a sidecar that has not started before any app container", sidecars: ["run-unstarted"], apps: ["wait"],
        phase: .pending),
    PhaseCase(
        name: "I11 a sidecar that starts again beside a running app container", sidecars: ["run-unstarted"],
        apps: ["run"], hasBegun: true, phase: .running),
    // Looked up: HasAnyActiveRegularContainerStarted (pkg/kubelet/container/helpers.go) asks for any record of a regular
    // container in the sandbox, in whatever state.
    PhaseCase(
        name: "I11 a sidecar that starts again beside an app container in CrashLoopBackOff",
        sidecars: ["run-unstarted"], apps: ["wait:1"], hasBegun: true, phase: .running),
    PhaseCase(
        name: "a sidecar that has not started in a new sandbox, of a pod that ran before", sidecars: ["run-unstarted"],
        apps: ["143"], phase: .pending),
    PhaseCase(
        name: "I11 a sidecar that crashed beside a running app container", sidecars: ["wait:1"], apps: ["run"],
        phase: .running),
    // Rule 3
    PhaseCase(name: "all run", inits: ["0"], apps: ["run", "run"], phase: .running),
    PhaseCase(name: "S02 one runs, one is in CrashLoopBackOff", apps: ["run", "wait:1"], phase: .running),
    PhaseCase(name: "one runs, one has ended", policy: .never, apps: ["run", "1"], phase: .running),
    PhaseCase(name: "one runs, one is unknown", apps: ["run", "none"], phase: .pending),
    // Rule 4
    PhaseCase(
        name: "S05 an API pod is deleted and exits 0", apps: ["0"], isTerminating: true, isStatic: false,
        phase: .succeeded),
    PhaseCase(
        name: "S05 an API pod is deleted and exits 143", apps: ["143"], isTerminating: true, isStatic: false,
        phase: .failed),
    PhaseCase(name: "S05 a static pod is deleted and exits 0", apps: ["0"], isTerminating: true, phase: .running),
    // Rules 5 and 6
    PhaseCase(name: "CrashLoopBackOff alone", apps: ["wait:1"], phase: .running),
    PhaseCase(name: "R06 exits 0 under Always", apps: ["0"], phase: .running),
    PhaseCase(name: "OnFailure, one of two failed", policy: .onFailure, apps: ["0", "1"], phase: .running),
    PhaseCase(name: "R11 OnFailure, all succeeded", policy: .onFailure, apps: ["0", "0"], phase: .succeeded),
    PhaseCase(name: "S04 Never, one of two failed", policy: .never, apps: ["0", "1"], phase: .failed),
    PhaseCase(name: "I01 Never, all succeeded", policy: .never, inits: ["0", "0"], apps: ["0"], phase: .succeeded),
    PhaseCase(
        name: "Never, all succeeded beside a sidecar that failed", policy: .never, sidecars: ["1"], apps: ["0"],
        phase: .succeeded),
    // Sticky
    PhaseCase(name: "failed stays failed", apps: ["run"], before: .failed, phase: .failed),
    PhaseCase(name: "succeeded stays succeeded", apps: ["wait:1"], before: .succeeded, phase: .succeeded),
    // Rule 7
    PhaseCase(name: "nothing is known", apps: ["none"], phase: .pending),
]

@Suite struct `A pod's phase` {
    @Test(arguments: cases) func `follows its containers`(_ one: PhaseCase) {
        let rule = PhaseRule(
            spec: one.spec, status: one.status, isTerminating: one.isTerminating, isStatic: one.isStatic,
            hasBegun: one.hasBegun)
        #expect(rule.phase == one.phase)
    }
}
