package import PodModel
import Runtimes

/// Decides what an active pod needs now (kubelet-semantics 3.1, 4.1): a pure function of the manifest, of what the
/// runtime has, of what the probes say and of what was published. Back-off is looked at later, when a start's turn comes.
package struct PodPlanner {
    let pod: Pod
    let view: PodView
    let results: ProbeResults
    let published: PodStatus
    /// By container name; a running instance with another hash is out of date.
    let specHashes: [String: String]
    /// In which sandbox an init container was seen to have completed last.
    let completedInits: [String: String]
    /// As what the restart counts of an instance that podprobe has stopped, by container id.
    let killCauses: [String: RestartCause]

    package init(
        pod: Pod, view: PodView, results: ProbeResults, published: PodStatus, specHashes: [String: String],
        completedInits: [String: String] = [:], killCauses: [String: RestartCause] = [:]
    ) {
        self.pod = pod
        self.view = view
        self.results = results
        self.published = published
        self.specHashes = specHashes
        self.completedInits = completedInits
        self.killCauses = killCauses
    }

    var rule: RestartRule { RestartRule(policy: pod.spec.restartPolicy, isDeleted: false) }

    package func plan() -> PodPlan {
        var plan: PodPlan
        if let attempt = neededSandboxAttempt {
            plan = planWithoutSandbox(attempt)
        } else {
            plan = planInSandbox()
        }
        plan.removals = removals(plan)
        plan.removeSandboxes = emptyOldSandboxes()
        return plan
    }

    /// nil while the newest sandbox is in order.
    private var neededSandboxAttempt: UInt32? {
        guard let newest = view.sandbox else { return 0 }
        let isOnlyOne = view.sandboxes.count { $0.ready } <= 1
        return newest.ready && isOnlyOne ? nil : newest.attempt + 1
    }

    /// A pod whose sandbox is gone starts over, unless it has done its work.
    private func planWithoutSandbox(_ attempt: UInt32) -> PodPlan {
        var plan = killAll()
        let toStart = pod.spec.containers.filter(startsInNewSandbox)
        let hasRun = !view.containers.isEmpty || published.hasStartedContainers
        let isDone = pod.spec.restartPolicy == .never && attempt != 0 && hasRun
        if isDone || (toStart.isEmpty && hasRun) { return plan }
        plan.newSandboxAttempt = attempt
        plan.sandboxChanged = attempt != 0
        if let first = pod.spec.initContainers.first {
            plan.startInits = [start(first)]
        } else {
            plan.starts = toStart.map(start)
        }
        return plan
    }

    /// What runs now will have been killed with the old sandbox.
    private func startsInNewSandbox(_ container: Container) -> Bool {
        let newest = view.newest(container.name)
        return newest?.state == .running || rule.starts(newest, remembered: published.container(container.name))
    }

    private func planInSandbox() -> PodPlan {
        if hasFinished { return killAll() }
        let inits = initPlan()
        if inits.hasFailed { return killAll() }
        var plan = PodPlan()
        plan.kills = unwanted() + inits.kills
        plan.startInits = inits.starts.reversed()
        if inits.isDone { planRegularContainers(&plan) }
        return plan
    }

    /// Every regular container has ended for good: sidecars that end before the last of them are not started again, not
    /// even when the end of the pod takes a second attempt.
    private var hasFinished: Bool {
        pod.spec.containers.allSatisfy { container in
            let newest = view.newest(container.name)
            return newest?.state != .running && !rule.starts(newest, remembered: published.container(container.name))
        }
    }

    private func planRegularContainers(_ plan: inout PodPlan) {
        var keeps = false
        for container in pod.spec.containers {
            guard let newest = view.newest(container.name), newest.state == .running else {
                planStart(container, &plan)
                continue
            }
            guard let reason = killReason(newest, container) else {
                keeps = true
                continue
            }
            plan.kills.append(kill(newest, container, reason))
            if let cause = reason.restartCause { plan.starts.append(PlannedStart(name: container.name, cause: cause)) }
        }
        // Nothing to keep and nothing to start: the pod as a whole ends, with the pod's grace (kubelet-semantics 3.1).
        if !keeps, plan.starts.isEmpty { plan = killAll() }
    }

    private func planStart(_ container: Container, _ plan: inout PodPlan) {
        let newest = view.newest(container.name)
        guard rule.starts(newest, remembered: published.container(container.name)) else { return }
        if let newest, newest.state == .unknown { plan.kills.append(kill(newest, container, .unknownState)) }
        plan.starts.append(start(container))
    }

    /// Liveness is looked at before startup; readiness never kills.
    func killReason(_ running: ContainerRecord, _ container: Container) -> KillReason? {
        if let hash = specHashes[container.name], hash != running.specHash { return .definitionChanged }
        let willRestart = RestartRule(container, in: pod.spec, isDeleted: false).policy != .never
        if results.result(ProbeSlot(container.name, .liveness), of: running.id) == .failure {
            return .liveness(willRestart: willRestart)
        }
        if results.result(ProbeSlot(container.name, .startup), of: running.id) == .failure {
            return .startup(willRestart: willRestart)
        }
        return nil
    }

    func start(_ container: Container) -> PlannedStart {
        PlannedStart(name: container.name, cause: restartCause(container))
    }

    private func restartCause(_ container: Container) -> RestartCause? {
        guard let newest = view.newest(container.name) else {
            return published.container(container.name)?.lastState == nil ? nil : .exit
        }
        if let cause = killCauses[newest.id] { return cause }
        return newest.reason == "OOMKilled" ? .oom : .exit
    }
}
