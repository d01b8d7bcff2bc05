import PodModel

/// What `affinity` requires of a node; nothing else of it is looked at.
extension ManifestDecoder {
    func requiredNodeTerms(_ affinity: SourceField) -> [NodeSelectorTerm]? {
        for field in fields(affinity, .affinity) where field.name == "nodeAffinity" {
            for field in fields(field, .nodeAffinity) where field.name.hasPrefix("required") {
                if isUnset(field) { return nil }
                return fields(field, .nodeSelector).flatMap { list($0, "terms", blank: NodeSelectorTerm(), term) }
            }
        }
        return nil
    }

    private func term(_ parent: SourceField) -> NodeSelectorTerm {
        var term = NodeSelectorTerm()
        for field in fields(parent, .nodeSelectorTerm) {
            let requirements = list(field, "requirements", blank: NodeSelectorRequirement(), requirement)
            if field.name == "matchFields" {
                term.matchFields = requirements
            } else {
                term.matchExpressions = requirements
            }
        }
        return term
    }

    private func requirement(_ parent: SourceField) -> NodeSelectorRequirement {
        var one = NodeSelectorRequirement()
        for field in fields(parent, .nodeSelectorRequirement) {
            switch field.name {
            case "key": one.key = string(field)
            case "operator": one.operator = string(field)
            default: one.values = strings(field)
            }
        }
        return one
    }
}
