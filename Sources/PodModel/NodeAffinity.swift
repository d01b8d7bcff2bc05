/// One of the alternatives that a required node affinity gives; all of it must hold.
package struct NodeSelectorTerm: Sendable, Equatable {
    package var matchExpressions: [NodeSelectorRequirement] = []
    /// About `metadata.name` only.
    package var matchFields: [NodeSelectorRequirement] = []
    package init() {}
}

package struct NodeSelectorRequirement: Sendable, Equatable {
    package var key = ""
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
    package var `operator` = ""
    package var values: [String] = []
    package init() {}

    package static let operators = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]
}

/// Which nodes a pod may run on, by their labels: `nodeSelector`, and what `affinity.nodeAffinity` requires (Kubernetes'
/// component-helpers, nodeaffinity). What it only prefers decides between nodes, and there is one.
extension PodSpec {
    package func accepts(nodeNamed name: String, labels: [String: String]) -> Bool {
        guard nodeSelector.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
        return requiredNodeTerms?.contains { $0.holds(nodeName: name, labels: labels) } ?? true
    }
}

extension NodeSelectorTerm {
    /// One that asks for nothing matches nothing.
    fileprivate func holds(nodeName: String, labels: [String: String]) -> Bool {
        if matchExpressions.isEmpty, matchFields.isEmpty { return false }
        return matchExpressions.allSatisfy { $0.holds(of: labels[$0.key]) }
            && matchFields.allSatisfy { $0.key == "metadata.name" && $0.holds(of: nodeName) }
    }
}

extension NodeSelectorRequirement {
    /// nil is a label that the node does not have.
    fileprivate func holds(of label: String?) -> Bool {
        switch `operator` {
        case "In": label.map(values.contains) ?? false
        case "NotIn": label.map { !values.contains($0) } ?? true
        case "Exists": label != nil
        case "DoesNotExist": label == nil
        case "Gt": compare(label, >)
        case "Lt": compare(label, <)
        default: false
        }
    }

    private func compare(_ label: String?, _ holds: (Int64, Int64) -> Bool) -> Bool {
        guard let number = label.flatMap({ Int64($0) }), let bound = values.first.flatMap({ Int64($0) }) else {
            return false
        }
        return holds(number, bound)
    }
}
