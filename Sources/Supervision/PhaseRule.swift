package import PodModel

/// A pod's phase from its containers' statuses (kubelet-semantics 5.1). A phase that was terminal stays.
package struct PhaseRule {
    private let spec: PodSpec
    private let status: PodStatus
    private let isTerminating: Bool
    private let isStatic: Bool
    private let hasBegun: Bool

    /// - Parameters:
    ///   - status: its container statuses and its previous phase.
    ///   - isTerminating: the pod's containers end and will not be started again, whatever its policy.
    ///   - hasBegun: the runtime has an instance of a regular container in the pod's sandbox, in whatever state.
    package init(spec: PodSpec, status: PodStatus, isTerminating: Bool, isStatic: Bool, hasBegun: Bool) {
        self.spec = spec
        self.status = status
        self.isTerminating = isTerminating
        self.isStatic = isStatic
        self.hasBegun = hasBegun
    }

    package var phase: PodPhase {
        if status.phase == .succeeded || status.phase == .failed { return status.phase }
        var tally = Tally()
        for container in spec.initContainers {
            let one = status.initContainerStatuses.first { $0.name == container.name }
            if container.restartPolicy == .always { tally.count(sidecar: one) } else { tally.count(initializer: one) }
        }
        for container in spec.containers {
            tally.count(regular: status.containerStatuses.first { $0.name == container.name })
        }
        return phase(tally)
    }

    private func phase(_ tally: Tally) -> PodPhase {
        if tally.failedInit > 0, spec.restartPolicy == .never { return .failed }
        let sidecarsHoldItBack = tally.pendingSidecar > 0 && !hasBegun
        if tally.pendingInit > 0 || sidecarsHoldItBack || tally.waiting > 0 { return .pending }
        if tally.unknown > 0 { return .pending }
        if tally.running > 0 { return .running }
        return tally.stopped > 0 ? phaseOfTheStopped(tally) : .pending
    }

    private func phaseOfTheStopped(_ tally: Tally) -> PodPhase {
        let allSucceeded = tally.stopped == tally.succeeded
        if isTerminating, !isStatic { return allSucceeded ? .succeeded : .failed }
        switch spec.restartPolicy {
        case .always: return .running
        case .onFailure: return allSucceeded ? .succeeded : .running
        case .never: return allSucceeded ? .succeeded : .failed
        }
    }
}

/// What the rule counts.
private struct Tally {
    var pendingInit = 0
    var failedInit = 0
    var pendingSidecar = 0
    var unknown = 0
    var running = 0
    var waiting = 0
    var stopped = 0
    var succeeded = 0

    mutating func count(initializer status: ContainerStatus?) {
        guard let status else { return pendingInit += 1 }
        switch (status.state, status.lastState) {
        case (.terminated(let end), _), (.waiting, .some(let end)): failedInit += end.exitCode == 0 ? 0 : 1
        case (.running, _), (.waiting, .none): pendingInit += 1
        }
    }

    mutating func count(sidecar status: ContainerStatus?) {
        guard let status else { return unknown += 1 }
        switch (status.state, status.lastState) {
        case (.running, _):
            running += 1
            pendingSidecar += status.started ? 0 : 1
        case (.waiting, .none):
            waiting += 1
            pendingSidecar += 1
        case (.terminated, _), (.waiting, .some): break
        }
    }

    mutating func count(regular status: ContainerStatus?) {
        guard let status else { return unknown += 1 }
        switch (status.state, status.lastState) {
        case (.running, _): running += 1
        case (.terminated(let end), _):
            stopped += 1
            succeeded += end.exitCode == 0 ? 1 : 0
        // The last exit code does not count as success here, even when it was 0: the container shall run again.
        case (.waiting, .some): stopped += 1
        case (.waiting, .none): waiting += 1
        }
    }
}
