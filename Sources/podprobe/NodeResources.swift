import ArgumentParser
import PodModel

/// Amounts of a node's resources as the command line takes them: `cpu=4,memory=8Gi,pods=110`.
struct NodeResources: ExpressibleByArgument {
    /// What every node has.
    static let standard = ["cpu", "memory", "pods", "ephemeral-storage"]

    var amounts: [String: Quantity] = [:]

    init() {}

    init?(argument: String) {
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, Self.isKnown(sides[0]), let quantity = try? Quantity(String(sides[1])),
                quantity >= .zero, amounts.updateValue(quantity, forKey: String(sides[0])) == nil
            else { return nil }
        }
    }

    /// As it is written on the command line.
    var defaultValueDescription: String {
        amounts.map { "\($0.key)=\($0.value.canonical)" }.sorted().joined(separator: ",")
    }

    /// Besides the standard resources any with a domain before it, as `example.com/gpu`.
    private static func isKnown(_ name: Substring) -> Bool {
        if standard.contains(String(name)) || name.hasPrefix("hugepages-") {
            return true
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
    }
}
