/// What Kubernetes would refuse in `nodeSelector` and in what `nodeAffinity` requires (pkg/apis/core/validation).
extension FieldErrors {
    mutating func checkNodes(of spec: PodSpec, _ path: FieldPath) {
        check(labels: spec.nodeSelector, path.field("nodeSelector"))
        guard let terms = spec.requiredNodeTerms else { return }
        let required = path.field("affinity").field("nodeAffinity")
            .field("requiredDuringSchedulingIgnoredDuringExecution").field("nodeSelectorTerms")
        if terms.isEmpty { self.required(required, "must have at least one node selector term") }
        for (i, term) in terms.enumerated() {
            for (j, one) in term.matchExpressions.enumerated() {
                check(expression: one, required.index(i).field("matchExpressions").index(j))
            }
            for (j, one) in term.matchFields.enumerated() {
                check(field: one, required.index(i).field("matchFields").index(j))
            }
        }
    }

    private mutating func check(expression one: NodeSelectorRequirement, _ path: FieldPath) {
        let values = path.field("values")
        switch one.operator {
        case "In", "NotIn":
            if one.values.isEmpty { required(values, "must be specified when operator is In or NotIn") }
        case "Exists", "DoesNotExist":
            if !one.values.isEmpty { forbidden(values, "may not be specified when operator is Exists or DoesNotExist") }
        case "Gt", "Lt":
            if one.values.count != 1 || Int64(one.values[0]) == nil {
                required(values, "must be one whole number, in quotes, when operator is Gt or Lt")
            }
        default: check(path.field("operator"), one.operator, isOneOf: NodeSelectorRequirement.operators)
        }
        checkName(path.field("key"), one.key, NameRules.qualifiedName)
    }

    private mutating func check(field one: NodeSelectorRequirement, _ path: FieldPath) {
        check(path.field("operator"), one.operator, isOneOf: ["In", "NotIn"])
        if one.values.count != 1 { required(path.field("values"), "must be one name of a node") }
        check(path.field("key"), one.key, isOneOf: ["metadata.name"])
    }
}
