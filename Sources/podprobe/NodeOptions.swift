import ArgumentParser
import Glibc

struct NodeOptions: ParsableArguments {
    @Option(
        name: .customLong("node.name"),
        help: ArgumentHelp(
            "What this host is called; pod names end in it. Default: the host name.", valueName: "name"))
    var name: String?

    @Option(
        name: .customLong("node.labels"),
        help: ArgumentHelp(
            """
            What a pod's nodeSelector and nodeAffinity may ask for, besides kubernetes.io/hostname, kubernetes.io/os and \
            kubernetes.io/arch; for instance disk=ssd,example.com/rack=7.
            """, valueName: "key=value,..."), transform: NodeLabels.init(parsing:))
    var labels = NodeLabels()

    /// Kubernetes allows a node what it allows a DNS subdomain; a pod name must stay one with the node's name behind.
    func resolvedName() throws -> String {
        let text = (name ?? Self.hostName()).lowercased()
        let isLegal =
            !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
            && !"-.".contains(text.first ?? "-") && !"-.".contains(text.last ?? "-")
        guard isLegal else {
            throw ValidationError(
                (name == nil ? "this host's name '\(text)'" : "--node.name '\(text)'")
                    + " is no legal node name: at most 200 of a-z, 0-9, '-' and '.', beginning and ending with a letter or digit"
                    + (name == nil ? "; give another one with --node.name" : ""))
        }
        return text
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? "localhost" : text
    }
}
