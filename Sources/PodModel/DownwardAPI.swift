/// A path such as `metadata.labels['app']`: the field, and the subscript if it has one.
struct DownwardPath {
    /// What an environment variable may be made of.
    static let environmentFields = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]
    /// Fields that exist and that only a volume may show, or nothing.
    static let otherFields = [
        "metadata.labels", "metadata.annotations", "spec.restartPolicy", "spec.schedulerName", "status.phase",
    ]

    var field: String
    var subscriptKey: String?

    init(_ text: String) {
        field = text
        guard text.hasSuffix("']"), let open = text.firstRange(of: "['") else { return }
        field = String(text[..<open.lowerBound])
        subscriptKey = String(text[open.upperBound...].dropLast(2))
    }
}

extension Pod {
    /// What a `fieldRef` of an environment variable names (kubelet-semantics 6); nil for what has no such field. A label
    /// or annotation that is not there is empty.
    func value(of fieldPath: String, _ facts: EnvironmentFacts) -> String? {
        let path = DownwardPath(fieldPath)
        if let key = path.subscriptKey {
            switch path.field {
            case "metadata.labels": return metadata.labels[key] ?? ""
            case "metadata.annotations": return metadata.annotations[key] ?? ""
            default: return nil
            }
        }
        return switch path.field {
        case "metadata.name": metadata.name
        case "metadata.namespace": metadata.namespace
        case "metadata.uid": metadata.uid
        case "spec.nodeName": facts.nodeName
        case "spec.serviceAccountName": spec.serviceAccountName
        case "status.hostIP": facts.hostIPs.first ?? ""
        case "status.hostIPs": facts.hostIPs.joined(separator: ",")
        case "status.podIP": facts.podIPs.first ?? ""
        case "status.podIPs": facts.podIPs.joined(separator: ",")
        default: nil
        }
    }
}

extension Container {
    /// What a `resourceFieldRef` comes to, as a decimal number: the amount over the divisor, rounded up
    /// (kubelet-semantics 6). A limit that is not set or zero is the node's allocatable, but for huge pages: of
    /// those a container has only what it asks for (MergeContainerResourceLimits in pkg/api/v1/resource/helpers.go).
    func resourceValue(of selector: ResourceFieldSelector, allocatable: [String: Quantity]) -> String {
        guard let dot = selector.resource.firstIndex(of: ".") else { return "0" }
        let name = String(selector.resource[selector.resource.index(after: dot)...])
        var amount = Quantity.zero
        switch selector.resource[..<dot] {
        case "requests": amount = resources.requests[name] ?? .zero
        case "limits":
            amount = resources.limits[name] ?? .zero
            if amount.isZero, !ResourceName.isHugePages(name) { amount = allocatable[name] ?? .zero }
        default: return "0"
        }
        let divisor = selector.divisor.flatMap { $0.isZero ? nil : $0 } ?? Quantity(value: 1)
        let inMilli = name == "cpu"
        let (whole, rest) = (inMilli ? amount.milliValue : amount.value)
            .quotientAndRemainder(dividingBy: max(1, inMilli ? divisor.milliValue : divisor.value))
        return "\(whole + (rest > 0 ? 1 : 0))"
    }
}
