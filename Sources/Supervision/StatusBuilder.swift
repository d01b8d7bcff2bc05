import PodModel
import Probing
import Runtimes

/// A pod's status from what the runtime has, what probes found, why starts failed, and what was published before
/// (kubelet-semantics 2.5, 3.6, 5.1, 5.2). Called twice with the same input it gives the same status.
struct StatusBuilder {
    let pod: Pod
    let facts: NodeFacts
    let view: PodView
    /// What was published last.
    let old: PodStatus
    var results = ProbeResults()
    /// The probes that have a worker.
    var workers: Set<ProbeSlot> = []
    var failures: [String: StartFailure] = [:]
    var isDeleted = false
    /// The pod's startup probes are gone, because it ends, and those for readiness go: who had started has, and nobody else.
    var isWindingDown = false
    /// Nothing of the pod runs, and nothing will: once its phase is terminal, nobody waits for anything any more.
    var isOver = false
    /// The pod was created in the runtime in this very sync, later than the view.
    var newSandbox: PodSandboxStatus?

    func rule(_ container: Container) -> RestartRule { RestartRule(container, in: pod.spec, isDeleted: isDeleted) }

    func build(now: Timestamp) -> PodStatus {
        var status = old
        status.hostIP = facts.hostIP
        status.observedGeneration = pod.metadata.generation
        let sandbox = newSandbox ?? view.sandbox
        if let sandbox { status.podIPs = sandbox.ips }
        status.initContainerStatuses = pod.spec.initContainers.map(initializer)
        status.containerStatuses = pod.spec.containers.map(regular).sorted { $0.name < $1.name }
        limitMessages(&status)
        status.phase =
            PhaseRule(
                spec: pod.spec, status: status, isTerminating: isDeleted, isStatic: facts.staticPods,
                hasBegun: hasBegun(in: sandbox)
            ).phase
        status.conditions =
            Conditions(spec: pod.spec, status: status, sandboxReady: sandbox?.ready ?? false).conditions(now: now)
        if isOver, status.phase.isTerminal { endWaiting(&status) }
        return status
    }

    /// In a new sandbox everything starts over: what ran in an older one does not count.
    private func hasBegun(in sandbox: PodSandboxStatus?) -> Bool {
        let regular = Set(pod.spec.containers.map(\.name))
        return view.containers.contains { $0.sandboxID == sandbox?.id && regular.contains($0.name) }
    }

    private func regular(_ container: Container) -> ContainerStatus {
        var status = waitingInstead(runtimeStatus(container), container)
        status.started = isStarted(status)
        status.ready = isReady(status)
        return status
    }

    private func initializer(_ container: Container) -> ContainerStatus {
        if container.isSidecar { return regular(container) }
        if let status = forgottenInitializer(container) { return status }
        var status = runtimeStatus(container)
        if view.newest(container.name)?.hasSucceeded != true { status = waitingInstead(status, container) }
        status.started = isStarted(status)
        status.ready = if case .terminated(let end) = status.state { end.exitCode == 0 } else { false }
        return status
    }

    /// Records of init containers may be removed once the pod is initialised.
    private func forgottenInitializer(_ container: Container) -> ContainerStatus? {
        guard view.newest(container.name) == nil else { return nil }
        if let before = old.container(container.name), case .terminated = before.state { return before }
        // Those of an older sandbox say nothing: in a new one everything starts over.
        guard let sandbox = view.sandbox?.id,
            pod.spec.containers.contains(where: { view.newest($0.name)?.sandboxID == sandbox })
        else { return nil }
        let message =
            "The runtime has no record of this init container, but containers that come after it were created: "
            + "it is taken to have completed."
        let never = Timestamp(nanoseconds: 0)
        var status = ContainerStatus(
            name: container.name,
            state: .terminated(
                .init(
                    exitCode: 0, reason: "Completed", message: message, startedAt: never, finishedAt: never,
                    containerID: "")))
        status.ready = true
        status.image = container.image
        status.restartCount = old.container(container.name)?.restartCount ?? 0
        return status
    }

    /// A container that shall be started and whose newest start came to nothing waits; its end is then the last one.
    private func waitingInstead(_ status: ContainerStatus, _ container: Container) -> ContainerStatus {
        guard let failure = failures[container.name],
            rule(container).starts(view.newest(container.name), remembered: old.container(container.name))
        else { return status }
        var status = status
        if case .terminated(let end) = status.state { status.lastState = end }
        status.state = .waiting(reason: failure.reason, message: failure.message)
        return status
    }

    // kubelet-semantics 2.5

    private func isStarted(_ status: ContainerStatus) -> Bool {
        guard case .running = status.state else { return false }
        if isWindingDown { return lastSaid(status, \.started, .startup) }
        let slot = ProbeSlot(status.name, .startup)
        if let result = results.result(slot, of: facts.runtimeID(status.containerID)) { return result == .success }
        return !workers.contains(slot)
    }

    private func isReady(_ status: ContainerStatus) -> Bool {
        guard status.started, case .running = status.state else { return false }
        let slot = ProbeSlot(status.name, .readiness)
        if let result = results.result(slot, of: facts.runtimeID(status.containerID)) { return result == .success }
        if isWindingDown { return lastSaid(status, \.ready, .readiness) }
        return !workers.contains(slot)
    }

    /// The probe's worker is gone, and what it said last stays; where it never said anything, only a container without that
    /// probe has what it asks for.
    private func lastSaid(_ status: ContainerStatus, _ said: KeyPath<ContainerStatus, Bool>, _ type: ProbeType) -> Bool
    {
        if let before = old.container(status.name), before.containerID == status.containerID {
            return before[keyPath: said]
        }
        return pod.spec.allContainers.first { $0.name == status.name }?.probe(type) == nil
    }
}

extension ContainerRecord {
    var hasSucceeded: Bool { state == .exited && exitCode == 0 }
}
