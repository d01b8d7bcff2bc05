/// What is said of a pod that may not run.
extension [Admission.Obstacle] {
    /// What a scheduler says of a pod that no node takes; there is one node. It names what its first plugin that refuses
    /// has against the node: affinity, then ports, then resources. The sentence on preemption is that of a scheduler that
    /// found nobody to evict: podprobe evicts nobody.
    package var schedulerMessage: String {
        let help: String
        let reasons: [String]
        let shortages = compactMap(\.shortage)
        if contains(.nodeAffinity) {
            reasons = ["1 \(Self.wrongNode)"]
            help = "1 Preemption is not helpful for scheduling."
        } else if shortages.count < count {
            reasons = ["1 \(Self.takenPorts)"]
            help = "1 No preemption victims found for incoming pod."
        } else {
            reasons = shortages.map { $0.resource == "pods" ? "1 Too many pods" : "1 Insufficient \($0.resource)" }
            help =
                contains(where: \.isHopeless)
                ? "1 Preemption is not helpful for scheduling." : "1 No preemption victims found for incoming pod."
        }
        return
            "0/1 nodes are available: \(reasons.sorted().joined(separator: ", ")). preemption: 0/1 nodes are available: "
            + help
    }

    /// What a kubelet says of a pod that it refuses: reason, and message without its first words
    /// (pkg/kubelet/lifecycle/predicate.go, pkg/kubelet/preemption).
    ///
    /// A static pod is critical: a kubelet makes room for it by evicting pods that are not, and here all are static, or
    /// that have a lower priority, and podprobe evicts nobody; nor does a kubelet for a pod that could not run all the same.
    package func refusal(isStatic: Bool) -> (reason: String, message: String) {
        let shortages = compactMap(\.shortage)
        let others = filter { $0.shortage == nil }
        if isStatic, others.isEmpty { return Self.noVictims(shortages) }
        switch isStatic ? others[0] : self[0] {
        case .systemLabel:
            return (
                "PodOSSelectorNodeLabelDoesNotMatch",
                "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label"
            )
        case .system:
            return ("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS")
        case .nodeAffinity: return ("NodeAffinity", "Predicate NodeAffinity failed: \(Self.wrongNode)")
        case .hostPorts: return ("NodePorts", "Predicate NodePorts failed: \(Self.takenPorts)")
        case .shortage(let one):
            return (
                "OutOf\(one.resource)",
                "Node didn't have enough resource: \(one.resource), requested: \(one.requested), used: \(one.used), "
                    + "capacity: \(one.capacity)"
            )
        }
    }

    /// Every reason that `refusal` gives of a static pod.
    package static let refusalReasons = [
        "UnexpectedAdmissionError", "NodeAffinity", "NodePorts", "PodOSNotSupported",
        "PodOSSelectorNodeLabelDoesNotMatch",
    ]

    private static let wrongNode = "node(s) didn't match Pod's node affinity/selector"
    private static let takenPorts = "node(s) didn't have free ports for the requested pod ports"

    private static func noVictims(_ shortages: [Admission.Shortage]) -> (reason: String, message: String) {
        let list = shortages.map { "(res: \($0.resource), q: \($0.missing)), " }.joined()
        return (
            "UnexpectedAdmissionError",
            "Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods "
                + "to preempt: no set of running pods found to reclaim resources: [\(list)]"
        )
    }

    /// For podprobe's own log: `cpu: 2000m wanted, 500m of 1000m used; the host port TCP 80 belongs to the pod shop/web`.
    package var inWords: String {
        map { obstacle in
            switch obstacle {
            case .system: return "its spec.os is not linux"
            case .systemLabel: return "its label kubernetes.io/os is not linux"
            case .nodeAffinity: return "its nodeSelector or nodeAffinity asks for labels that this node does not have"
            case .hostPorts(let ports):
                return ports.map { "the host port \($0.port) belongs to the pod \($0.owner)" }.joined(separator: "; ")
            case .shortage(let one):
                let unit = one.resource == "cpu" ? "m" : ""
                return
                    "\(one.resource): \(one.requested)\(unit) wanted, \(one.used)\(unit) of \(one.capacity)\(unit) used"
            }
        }.joined(separator: "; ")
    }

    /// What would let the pod in: what the user can do, or that nothing need be done.
    package var wayOut: String {
        if contains(.nodeAffinity) { return "It waits until its manifest or the node's labels (--node.labels) change." }
        if contains(where: \.isHopeless) {
            return
                "It asks for more than this node has at all; it waits until its requests or the node's capacity change."
        }
        let advice =
            contains { $0.shortage?.resource == "pods" } ? " --node.capacity pods=N lets in more." : ""
        return "It starts by itself when there is room.\(advice)"
    }
}
