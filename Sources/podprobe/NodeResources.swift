import ArgumentParser
import PodModel

/// Amounts of a node's resources as the command line takes them: `cpu=4,memory=8Gi,pods=110`.
struct NodeResources {
    /// What every node has.
    static let standard = ["cpu", "memory", "pods", "ephemeral-storage"]

    var amounts: [String: Quantity] = [:]

    init() {}

    /// - Throws: ValidationError, which says what is wrong with which resource.
    init(parsing argument: String) throws {
        for (name, text) in try keyValuePairs(argument, each: "resource", writtenAs: "resource=quantity") {
            guard Self.isKnown(name) else {
                throw ValidationError(
                    "'\(name)' is no resource of a node: there are \(Self.standard.joined(separator: ", ")), "
                        + "hugepages-<size>, and others with a domain before them, such as example.com/gpu")
            }
            let quantity: Quantity
            do throws(QuantityError) {
                quantity = try Quantity(text)
            } catch {
                throw ValidationError("\(name): \(error)")
            }
            guard quantity >= .zero else { throw ValidationError("'\(name)=\(text)': an amount is not negative") }
            amounts[name] = quantity
        }
    }

    /// Besides the standard resources any with a domain before it, as `example.com/gpu`.
    private static func isKnown(_ name: String) -> Bool {
        if standard.contains(name) || ResourceName.isHugePages(name) { return true }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
    }
}
