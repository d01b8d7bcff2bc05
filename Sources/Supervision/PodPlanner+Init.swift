import PodModel
import Runtimes

/// How far the pod's initialisation is, and what it needs next (kubelet-semantics 4.1).
extension PodPlanner {
    struct InitPlan {
        /// It is the regular containers' turn.
        var isDone: Bool
        /// One failed and may not be restarted.
        var hasFailed = false
        var kills: [ContainerKill] = []
        /// Last to first.
        var starts: [PlannedStart] = []
    }

    /// Walks from the last init container to the first. The last that has an instance says how far the pod is; of those
    /// before it only sidecars are looked after, and once a regular container is there, of all of them.
    func initPlan() -> InitPlan {
        let inits = pod.spec.initContainers
        var isReached = hasRegularContainers
        var plan = InitPlan(isDone: inits.isEmpty || isReached)
        for (index, container) in inits.enumerated().reversed() {
            let place = Place(
                container: container, next: index + 1 < inits.count ? inits[index + 1] : nil, isReached: isReached)
            isReached = look(at: place, &plan) || isReached
        }
        if !isReached, let first = inits.first { plan.starts.append(start(first)) }
        return plan
    }

    private struct Place {
        let container: Container
        /// The init container after it.
        let next: Container?
        /// A later one has an instance, or a regular container has: this one's turn is over.
        let isReached: Bool
    }

    /// Says whether the pod has come as far as this container.
    private func look(at place: Place, _ plan: inout InitPlan) -> Bool {
        let container = place.container
        guard let newest = inThisSandbox.first(where: { $0.name == container.name }) else {
            if container.isSidecar, place.isReached { plan.starts.append(start(container)) }
            guard !container.isSidecar, !place.isReached, rememberedAsDone(container) else { return false }
            advance(from: place, &plan)
            return true
        }
        if container.isSidecar {
            lookAfter(newest, place, &plan)
        } else if !place.isReached {
            lookAtRegular(newest, place, &plan)
        }
        return true
    }

    private func advance(from place: Place, _ plan: inout InitPlan) {
        if let next = place.next { plan.starts.append(start(next)) } else { plan.isDone = true }
    }

    private func lookAtRegular(_ newest: ContainerRecord, _ place: Place, _ plan: inout InitPlan) {
        switch newest.state {
        case .running: break
        case .created: plan.starts.append(start(place.container))
        case .unknown where pod.spec.restartPolicy == .never: plan.hasFailed = true
        case .unknown:
            plan.kills.append(kill(newest, place.container, .unknownState))
            plan.starts.append(start(place.container))
        case .exited where newest.exitCode == 0: advance(from: place, &plan)
        case .exited where pod.spec.restartPolicy == .never: plan.hasFailed = true
        case .exited: plan.starts.append(start(place.container))
        }
    }

    /// A sidecar runs for as long as the pod does, whatever the pod's policy and its exit code. The next one is started
    /// when it runs and its startup probe, if it has one, has succeeded; its other probes do not count for that.
    private func lookAfter(_ newest: ContainerRecord, _ place: Place, _ plan: inout InitPlan) {
        let sidecar = place.container
        switch newest.state {
        case .created, .exited: plan.starts.append(start(sidecar))
        case .unknown:
            plan.kills.append(kill(newest, sidecar, .unknownState))
            plan.starts.append(start(sidecar))
        case .running:
            if !place.isReached, hasStarted(newest, sidecar) { advance(from: place, &plan) }
            guard let reason = killReason(newest, sidecar) else { break }
            plan.kills.append(kill(newest, sidecar, reason))
            plan.starts.append(PlannedStart(name: sidecar.name, cause: reason.restartCause))
        }
    }

    private func hasStarted(_ running: ContainerRecord, _ sidecar: Container) -> Bool {
        sidecar.startupProbe == nil || results.result(ProbeSlot(sidecar.name, .startup), of: running.id) == .success
    }

    /// The runtime has no record of it any more, but it was seen to complete in this sandbox: it is not run twice.
    private func rememberedAsDone(_ container: Container) -> Bool {
        guard let sandbox = view.sandbox?.id else { return false }
        return completedInits[container.name] == sandbox
    }

    /// A new sandbox starts over; what ran in an older one does not count.
    private var inThisSandbox: [ContainerRecord] {
        guard let sandbox = view.sandbox else { return [] }
        return view.containers.filter { $0.sandboxID == sandbox.id }
    }

    private var hasRegularContainers: Bool {
        let names = Set(pod.spec.containers.map(\.name))
        return inThisSandbox.contains { names.contains($0.name) && ($0.state == .created || $0.state == .running) }
    }
}
