/// Which nodes a pod may run on, by their labels: `nodeSelector`, and what `affinity.nodeAffinity` requires (Kubernetes'
/// component-helpers, nodeaffinity). What it only prefers decides between nodes, and there is one.
extension PodSpec {
    package func accepts(nodeNamed name: String, labels: [String: String]) -> Bool {
        guard nodeSelector.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
        guard let required = requiredNodeAffinity else { return true }
        return required["nodeSelectorTerms"].items.contains { term in
            let (expressions, fields) = (term["matchExpressions"].items, term["matchFields"].items)
            // A term that asks for nothing matches nothing.
            if expressions.isEmpty, fields.isEmpty { return false }
            return expressions.allSatisfy { $0.holds(of: labels[$0["key"].word]) }
                && fields.allSatisfy { $0["key"].word == "metadata.name" && $0.holds(of: name) }
        }
    }

    private var requiredNodeAffinity: JSONValue? {
        others["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
    }
}

extension JSONValue {
    /// Of one requirement (`operator`, `values`): nil is a label that the node does not have.
    fileprivate func holds(of label: String?) -> Bool {
        let values = self["values"].items.map { Optional($0).word }
        switch self["operator"].word {
        case "In": return label.map(values.contains) ?? false
        case "NotIn": return label.map { !values.contains($0) } ?? true
        case "Exists": return label != nil
        case "DoesNotExist": return label == nil
        case "Gt": return Self.compare(label, values, >)
        case "Lt": return Self.compare(label, values, <)
        default: return false
        }
    }

    private static func compare(_ label: String?, _ values: [String], _ holds: (Int64, Int64) -> Bool) -> Bool {
        guard let number = label.flatMap({ Int64($0) }), values.count == 1, let bound = Int64(values[0]) else {
            return false
        }
        return holds(number, bound)
    }
}

extension JSONValue? {
    fileprivate var items: [JSONValue] { if case .array(let items)? = self { items } else { [] } }
    fileprivate var word: String { if case .string(let word)? = self { word } else { "" } }
}
