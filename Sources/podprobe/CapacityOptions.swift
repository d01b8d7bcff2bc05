import ArgumentParser
import PodModel

struct CapacityOptions: ParsableArguments {
    @Option(
        name: .customLong("node.capacity"),
        help: ArgumentHelp(
            """
            What this host has for pods, for instance cpu=4,memory=8Gi,pods=110,example.com/gpu=1. A resource that is not \
            named is what is found: the CPUs, the memory, the disk of --storage.path, and 110 pods.
            """, valueName: "resource=quantity,..."), transform: NodeResources.init(parsing:))
    var capacity = NodeResources()

    @Option(
        name: .customLong("node.reserved"),
        help: ArgumentHelp(
            "What of the capacity is not for pods, for instance cpu=500m,memory=1Gi.",
            valueName: "resource=quantity,..."), transform: NodeResources.init(parsing:))
    var reserved = NodeResources()

    @Option(
        name: .customLong("admission"),
        help: """
            What becomes of a pod that does not fit (requests, host ports, labels of the node): queue (it stays Pending and \
            starts by itself when it does) or kubelet (it fails, as a static pod on a kubelet).
            """)
    var admission = AdmissionMode.queue

    func validate() throws {
        for name in reserved.amounts.keys.sorted()
        where capacity.amounts[name] == nil && !NodeResources.standard.contains(name) {
            throw ValidationError(
                "--node.reserved \(name): this node has none of it. What is reserved is a part of the capacity: give "
                    + "--node.capacity \(name)=... too, or leave it out.")
        }
    }
}

extension AdmissionMode: ExpressibleByArgument {}
