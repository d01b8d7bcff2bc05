/// Whether a pod may run on the node beside those that are admitted (kubelet-semantics 5.6).
package struct Admission: Sendable, Equatable {
    /// What the node has for pods, by resource; `pods` is their number. Of the standard resources one that is missing
    /// is not counted; of any other there is none.
    package let allocatable: [String: Quantity]
    package let nodeName: String
    package let labels: [String: String]
    package let mode: AdmissionMode
    package private(set) var used: [String: Quantity] = [:]
    private var usedPorts: [TakenPort] = []

    package init(
        allocatable: [String: Quantity], nodeName: String = "", labels: [String: String] = [:],
        mode: AdmissionMode = .queue
    ) {
        self.allocatable = allocatable
        self.nodeName = nodeName
        self.labels = labels
        self.mode = mode
    }

    /// What stands in a pod's way.
    package enum Obstacle: Sendable, Equatable {
        /// `spec.os` names another system than Linux.
        case system
        /// The pod's own label `kubernetes.io/os` does.
        case systemLabel
        case shortage(Shortage)
        /// The node's labels or name are not those that the pod asks for.
        case nodeAffinity
        /// Other pods have these ports of the host.
        case hostPorts([TakenPort])
    }

    package struct TakenPort: Sendable, Equatable {
        package var port: HostPort
        /// `<namespace>/<name>`.
        package var owner: String
    }

    /// A resource of which too little is free. Cpu counts in thousandths, all else in units.
    package struct Shortage: Sendable, Equatable {
        package var resource: String
        package var requested: Int64
        package var used: Int64
        package var capacity: Int64

        /// What would have to become free.
        package var missing: Int64 { requested - (capacity - used) }
    }

    /// Empty when the pod may run; else all that is in its way, in the order in which a kubelet looks.
    package func obstacles(of pod: Pod) -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if let label = pod.metadata.labels["kubernetes.io/os"], label != "linux" { obstacles.append(.systemLabel) }
        if let system = pod.spec.others["os"]?["name"], system != .string("linux") { obstacles.append(.system) }
        obstacles += shortages(of: pod.effectiveRequests).map(Obstacle.shortage)
        if !pod.spec.accepts(nodeNamed: nodeName, labels: labels) { obstacles.append(.nodeAffinity) }
        let taken = pod.hostPorts.compactMap { wanted in usedPorts.first { $0.port.overlaps(wanted) } }
        if !taken.isEmpty { obstacles.append(.hostPorts(taken)) }
        return obstacles
    }

    /// - Parameter owner: `<namespace>/<name>` of the pod.
    package mutating func add(_ demand: PodDemand, of owner: String) {
        for (resource, wanted) in demand.requests { used[resource, default: .zero] += wanted }
        used["pods", default: .zero] += Quantity(value: 1)
        usedPorts += demand.hostPorts.map { TakenPort(port: $0, owner: owner) }
    }

    private static let standard = ["pods", "cpu", "memory", "ephemeral-storage"]

    /// In the kubelet's order: pods, cpu, memory, ephemeral-storage, any other by name.
    private func shortages(of requests: [String: Quantity]) -> [Shortage] {
        if allocatable.isEmpty { return [] }
        let others = requests.keys.filter { !Self.standard.contains($0) }.sorted()
        return (Self.standard + others).compactMap { resource in
            let wanted = resource == "pods" ? Quantity(value: 1) : requests[resource] ?? .zero
            guard wanted > .zero else { return nil }
            let capacity = allocatable[resource]
            if capacity == nil, isIgnoredWhereMissing(resource) { return nil }
            let shortage = Shortage(
                resource: resource, requested: Self.amount(wanted, resource),
                used: Self.amount(used[resource] ?? .zero, resource),
                capacity: Self.amount(capacity ?? .zero, resource))
            return shortage.missing > 0 ? shortage : nil
        }
    }

    /// A kubelet takes an extended resource that its node does not have for one of the cluster's
    /// (pkg/kubelet/lifecycle/predicate.go, removeMissingExtendedResources); a scheduler finds too little of it.
    private func isIgnoredWhereMissing(_ resource: String) -> Bool {
        if Self.standard.contains(resource) { return true }
        return mode == .kubelet && resource.contains("/") && !resource.contains("kubernetes.io/")
    }

    private static func amount(_ quantity: Quantity, _ resource: String) -> Int64 {
        Int64(clamping: resource == "cpu" ? quantity.milliValue : quantity.value)
    }
}

extension Admission.Obstacle {
    /// No end of another pod would help.
    package var isHopeless: Bool {
        switch self {
        case .system, .systemLabel, .nodeAffinity: true
        case .shortage(let shortage): shortage.requested > shortage.capacity
        case .hostPorts: false
        }
    }

    /// No scheduler looks at it: only the kubelet does, and rejects the pod.
    package var isForKubeletOnly: Bool { self == .system || self == .systemLabel }

    var shortage: Admission.Shortage? { if case .shortage(let shortage) = self { shortage } else { nil } }
}

/// What becomes of a pod that does not fit.
package enum AdmissionMode: String, Sendable, CaseIterable {
    /// It waits, as in a cluster whose scheduler finds no node, and starts when there is room.
    case queue
    /// It fails, as on a kubelet.
    case kubelet
}

extension PodSpec {
    static let knownPriorityClasses = ["", "system-node-critical", "system-cluster-critical"]

    /// Higher goes first; a class that Kubernetes itself brings stands for its number.
    package var effectivePriority: Int32 {
        if let priority { return priority }
        return switch priorityClassName {
        case "system-node-critical": 2_000_001_000
        case "system-cluster-critical": 2_000_000_000
        default: 0
        }
    }
}
