package import PodModel

/// A pod's conditions from its containers' statuses and phase, in the kubelet's order (kubelet-semantics 5.2).
package struct Conditions {
    private let spec: PodSpec
    private let status: PodStatus
    private let sandboxReady: Bool

    /// - Parameter status: with container statuses and phase of now, and the conditions of before.
    package init(spec: PodSpec, status: PodStatus, sandboxReady: Bool) {
        self.spec = spec
        self.status = status
        self.sandboxReady = sandboxReady
    }

    /// Conditions that are not the kubelet's own (readiness gates) stay, at the end.
    package func conditions(now: Timestamp) -> [PodCondition] {
        let containersReady = containersReady
        // kubelet-semantics 5.2 had a reason for the first from memory; the kubelet's source sets none.
        let own = [
            PodCondition(.podReadyToStartContainers, sandboxReady ? .true : .false),
            initialized, ready(containersReady), containersReady, PodCondition(.podScheduled, .true),
        ]
        let others = status.conditions.filter { if case .other = $0.type { true } else { false } }
        return own.map { since($0, now) } + others
    }

    private func since(_ condition: PodCondition, _ now: Timestamp) -> PodCondition {
        var condition = condition
        let before = status.condition(condition.type)
        condition.lastTransitionTime = before?.status == condition.status ? before?.lastTransitionTime ?? now : now
        return condition
    }

    private var initialized: PodCondition {
        let inits = spec.initContainers
        let unknown = inits.filter { status(of: $0) == nil }.map(\.name)
        let incomplete = inits.filter { container in
            status(of: container).map { container.restartPolicy == .always ? !$0.started : !$0.ready } ?? false
        }.map(\.name)
        if status.phase == .succeeded, unknown.isEmpty {
            return PodCondition(.initialized, .true, reason: "PodCompleted")
        }
        if status.hasStartedContainers { return PodCondition(.initialized, .true) }
        let message = Self.message([("unknown", unknown), ("incomplete", incomplete)])
        return message.isEmpty
            ? PodCondition(.initialized, .true)
            : PodCondition(.initialized, .false, reason: "ContainersNotInitialized", message: message)
    }

    private var containersReady: PodCondition {
        let counted = spec.initContainers.filter { $0.restartPolicy == .always } + spec.containers
        let unknown = counted.filter { status(of: $0) == nil }.map(\.name)
        let unready = counted.filter { status(of: $0)?.ready == false }.map(\.name)
        if status.phase == .succeeded, unknown.isEmpty {
            return PodCondition(.containersReady, .false, reason: "PodCompleted")
        }
        if status.phase == .failed { return PodCondition(.containersReady, .false, reason: "PodFailed") }
        let message = Self.message([("unknown", unknown), ("unready", unready)])
        return message.isEmpty
            ? PodCondition(.containersReady, .true)
            : PodCondition(.containersReady, .false, reason: "ContainersNotReady", message: message)
    }

    private func ready(_ containersReady: PodCondition) -> PodCondition {
        guard containersReady.status == .true else {
            return PodCondition(
                .ready, containersReady.status, reason: containersReady.reason, message: containersReady.message)
        }
        let complaints = spec.readinessGates.compactMap(gateComplaint)
        return complaints.isEmpty
            ? PodCondition(.ready, .true)
            : PodCondition(
                .ready, .false, reason: "ReadinessGatesNotReady", message: complaints.joined(separator: ", "))
    }

    private func gateComplaint(_ gate: String) -> String? {
        guard let condition = status.condition(.other(gate)) else {
            return "corresponding condition of pod readiness gate \"\(gate)\" does not exist."
        }
        if condition.status == .true { return nil }
        return "the status of pod readiness gate \"\(gate)\" is not \"True\", but \(condition.status.rawValue)"
    }

    private func status(of container: Container) -> ContainerStatus? { status.container(container.name) }

    /// `containers with unready status: [a b]`, of each word whose list is not empty.
    private static func message(_ lists: [(word: String, names: [String])]) -> String {
        lists.filter { !$0.names.isEmpty }
            .map { "containers with \($0.word) status: [\($0.names.joined(separator: " "))]" }
            .joined(separator: ", ")
    }
}

extension PodStatus {
    /// Any regular container runs or has ended: the pod is past its initialisation. What the pod's end says of one that waited
    /// does not count.
    var hasStartedContainers: Bool {
        containerStatuses.contains {
            switch $0.state {
            case .waiting: false
            case .running: true
            case .terminated(let end): end != .unlocated
            }
        }
    }
}
