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
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2 else { throw ValidationError("'\(part)' is no amount: write resource=quantity") }
            guard Self.isKnown(sides[0]) else {
                throw ValidationError(
                    "'\(sides[0])' is no resource of a node: there are \(Self.standard.joined(separator: ", ")), "
                        + "hugepages-<size>, and others with a domain before them, such as example.com/gpu")
            }
            let quantity: Quantity
            do throws(QuantityError) {
                quantity = try Quantity(sides[1])
            } catch {
                throw ValidationError("\(sides[0]): \(error)")
            }
            guard quantity >= .zero else { throw ValidationError("'\(part)': an amount is not negative") }
            guard amounts.updateValue(quantity, forKey: sides[0]) == nil else {
                throw ValidationError("the resource \(sides[0]) is given twice")
            }
        }
    }

    /// Besides the standard resources any with a domain before it, as `example.com/gpu`.
    private static func isKnown(_ name: String) -> Bool {
        if standard.contains(name) || name.hasPrefix("hugepages-") {
            return true
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
    }
}
