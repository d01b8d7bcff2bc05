/// Whether a pod fits beside those that are admitted (kubelet-semantics 5.6).
package struct Admission: Sendable, Equatable {
    /// What the node has for pods, by resource; `pods` is their number. Of the standard resources one that is missing
    /// is not counted; of any other there is none.
    package let allocatable: [String: Quantity]
    package private(set) var used: [String: Quantity] = [:]

    package init(allocatable: [String: Quantity]) { self.allocatable = allocatable }

    /// A resource of which too little is free. Cpu counts in thousandths, all else in units.
    package struct Shortage: Sendable, Equatable {
        package var resource: String
        package var requested: Int64
        package var used: Int64
        package var capacity: Int64

        /// What would have to become free.
        package var missing: Int64 { requested - (capacity - used) }
        /// No end of another pod would help.
        package var isHopeless: Bool { requested > capacity }
    }

    private static let standard = ["pods", "cpu", "memory", "ephemeral-storage"]

    /// Empty when the pod fits; else in the kubelet's order: pods, cpu, memory, ephemeral-storage, any other by name.
    package func shortages(of requests: [String: Quantity]) -> [Shortage] {
        if allocatable.isEmpty { return [] }
        let others = requests.keys.filter { !Self.standard.contains($0) }.sorted()
        return (Self.standard + others).compactMap { resource in
            let wanted = resource == "pods" ? Quantity(value: 1) : requests[resource] ?? .zero
            guard wanted > .zero else { return nil }
            let capacity = allocatable[resource]
            if capacity == nil, Self.standard.contains(resource) { return nil }
            let shortage = Shortage(
                resource: resource, requested: Self.amount(wanted, resource),
                used: Self.amount(used[resource] ?? .zero, resource),
                capacity: Self.amount(capacity ?? .zero, resource))
            return shortage.missing > 0 ? shortage : nil
        }
    }

    package mutating func add(_ requests: [String: Quantity]) {
        for (resource, wanted) in requests { used[resource, default: .zero] += wanted }
        used["pods", default: .zero] += Quantity(value: 1)
    }

    private static func amount(_ quantity: Quantity, _ resource: String) -> Int64 {
        Int64(clamping: resource == "cpu" ? quantity.milliValue : quantity.value)
    }
}

extension [Admission.Shortage] {
    /// What a scheduler says of a pod that no node has room for; there is one node. The sentence on preemption is that
    /// of a scheduler that found nobody to evict: podprobe evicts nobody.
    package var schedulerMessage: String {
        let reasons = map { $0.resource == "pods" ? "1 Too many pods" : "1 Insufficient \($0.resource)" }.sorted()
        let help =
            contains { $0.isHopeless }
            ? "1 Preemption is not helpful for scheduling." : "1 No preemption victims found for incoming pod."
        return
            "0/1 nodes are available: \(reasons.joined(separator: ", ")). preemption: 0/1 nodes are available: \(help)"
    }

    /// What a kubelet says of a pod that it refuses: reason, and message without its first words.
    ///
    /// A static pod is critical: room is made for it by evicting pods that are not, and here all are static.
    package func refusal(isStatic: Bool) -> (reason: String, message: String) {
        guard isStatic else {
            let first = self[0]
            return (
                "OutOf\(first.resource)",
                "Node didn't have enough resource: \(first.resource), requested: \(first.requested), used: \(first.used), "
                    + "capacity: \(first.capacity)"
            )
        }
        let list = map { "(res: \($0.resource), q: \($0.missing)), " }.joined()
        return (
            "UnexpectedAdmissionError",
            "Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods "
                + "to preempt: no set of running pods found to reclaim resources: [\(list)]"
        )
    }
}

/// What becomes of a pod that does not fit.
package enum AdmissionMode: String, Sendable, CaseIterable {
    /// It waits, as in a cluster whose scheduler finds no node, and starts when there is room.
    case queue
    /// It fails, as on a kubelet.
    case kubelet
}

extension PodSpec {
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
