import Glibc
import PodModel

/// What the node has for pods.
struct NodeCapacity {
    let capacity: [String: Quantity]
    /// Without what is reserved. Nothing is taken off for evictions, as a kubelet does: podprobe evicts nobody.
    let allocatable: [String: Quantity]

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: when more is reserved than there is.
    init(_ options: CapacityOptions, storagePath: String) throws(Failure) {
        capacity = Self.found(storagePath).merging(options.capacity.amounts) { _, given in given }
        let reserved = options.reserved.amounts
        for (name, amount) in reserved.sorted(by: { $0.key < $1.key }) where amount > capacity[name] ?? .zero {
            let has = (capacity[name] ?? .zero).canonical
            throw Failure(description: "--node.reserved \(name)=\(amount.canonical): this node has only \(has)")
        }
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
