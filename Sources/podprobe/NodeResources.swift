import ArgumentParser
import Glibc
import PodModel

/// Amounts of a node's resources as the command line takes them: `cpu=4,memory=8Gi,pods=110`.
struct NodeResources: ExpressibleByArgument {
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

    /// Besides the standard resources any with a domain before it, as `example.com/gpu`.
    private static func isKnown(_ name: Substring) -> Bool {
        if ["cpu", "memory", "pods", "ephemeral-storage"].contains(name) || name.hasPrefix("hugepages-") {
            return true
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
    }
}

/// What the node has for pods.
struct NodeCapacity {
    let capacity: [String: Quantity]
    /// Without what is reserved. Nothing is taken off for evictions, as a kubelet does: podprobe evicts nobody.
    let allocatable: [String: Quantity]

    init(_ options: NodeOptions, storagePath: String) {
        capacity = Self.found(storagePath).merging(options.capacity.amounts) { _, given in given }
        let reserved = options.reserved.amounts
        allocatable = Dictionary(
            uniqueKeysWithValues: capacity.map { name, amount in
                let left = amount.nanos - (reserved[name]?.nanos ?? 0)
                return (name, Quantity(nanos: max(0, left), format: amount.format))
            })
    }

    /// As a kubelet finds it: the CPUs that are online, the memory, the file system of its own folder, and 110 pods.
    private static func found(_ storagePath: String) -> [String: Quantity] {
        var found = [
            "pods": Quantity(value: 110), "cpu": Quantity(value: Int64(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))),
        ]
        let pages = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        if pages.0 > 0, pages.1 > 0 {
            found["memory"] = Quantity(value: Int64(pages.0) * Int64(pages.1), format: .binarySI)
        }
        var disk = statvfs()
        if statvfs(storagePath, &disk) == 0 {
            let bytes = UInt64(disk.f_frsize).multipliedReportingOverflow(by: UInt64(disk.f_blocks))
            if !bytes.overflow {
                found["ephemeral-storage"] = Quantity(value: Int64(clamping: bytes.partialValue), format: .binarySI)
            }
        }
        return found
    }
}
