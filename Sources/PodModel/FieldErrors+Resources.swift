/// The rules of resource requests and limits (kubelet-semantics 5.4).
extension FieldErrors {
    mutating func check(_ resources: ResourceRequirements, _ path: FieldPath) {
        for (name, quantity) in resources.limits.sorted(by: { $0.key < $1.key }) {
            check(quantity, of: name, path.field("limits").key(name))
        }
        for (name, quantity) in resources.requests.sorted(by: { $0.key < $1.key }) {
            check(quantity, of: name, path.field("requests").key(name))
            compare(quantity, of: name, with: resources.limits[name], path)
        }
        let names = Set(resources.limits.keys).union(resources.requests.keys)
        if names.contains(where: ResourceName.isHugePages), names.isDisjoint(with: ["cpu", "memory"]) {
            forbidden(path, "HugePages require cpu or memory; add a request or limit of one of them")
        }
    }

    private mutating func compare(
        _ request: Quantity, of name: String, with limit: Quantity?, _ path: FieldPath
    ) {
        let requests = path.field("requests")
        switch limit {
        case nil where ResourceName.isOvercommitted(name): break
        case nil: required(path.field("limits"), "\(name) cannot be overcommitted: set its limit to \(request) as well")
        case let limit? where request == limit: break
        case let limit? where !ResourceName.isOvercommitted(name):
            invalid(requests, request, "must be equal to \(name) limit of \(limit)")
        case let limit? where request > limit:
            invalid(requests, request, "must be less than or equal to \(name) limit of \(limit)")
        default: break
        }
    }

    mutating func check(_ quantity: Quantity, of name: String, _ path: FieldPath) {
        if let wrong = ResourceName.complaint(name) { invalid(path, name, wrong) }
        if quantity.sign < 0 { invalid(path, quantity, "must be greater than or equal to 0") }
        if ResourceName.isExtended(name), quantity != Quantity(value: quantity.value) {
            invalid(path, quantity, "must be an integer, such as \(quantity.value)")
        }
        if ResourceName.isHugePages(name) { check(hugePages: quantity, name, path) }
    }

    private mutating func check(hugePages quantity: Quantity, _ name: String, _ path: FieldPath) {
        let size = String(name.dropFirst(ResourceName.hugePagesPrefix.count))
        guard let page = try? Quantity(size), page.value > 0 else {
            return invalid(path, name, "must end in the size of a page, such as hugepages-2Mi")
        }
        let isWhole = quantity == Quantity(value: quantity.value) && quantity.value % page.value == 0
        if !isWhole { invalid(path, quantity, "must be a whole number of pages of \(size)") }
    }
}

/// What kind of resource a name stands for.
package enum ResourceName {
    static let hugePagesPrefix = "hugepages-"
    private static let standard = ["cpu", "memory", "ephemeral-storage"]

    package static func isHugePages(_ name: String) -> Bool { name.hasPrefix(hugePagesPrefix) }
    /// Of somebody else's domain, such as example.com/gpu.
    static func isExtended(_ name: String) -> Bool { name.contains("/") && !name.contains("kubernetes.io/") }
    /// Whether a container may use more of it than it asks for.
    static func isOvercommitted(_ name: String) -> Bool { !isExtended(name) && !isHugePages(name) }

    static func complaint(_ name: String) -> String? {
        if standard.contains(name) || isHugePages(name) { return nil }
        if name.contains("/") { return NameRules.qualifiedName(name).first }
        let meant = standard.first { $0 == name.lowercased() }
        return "must be a standard resource for containers"
            + (meant.map { "; did you mean \($0)?" } ?? " (cpu, memory, ephemeral-storage, hugepages-2Mi, ...), or of a"
                + " domain of its own, such as example.com/\(name)")
    }
}
