import ArgumentParser
import Glibc
import PodModel

/// A node's labels as the command line takes them: `disk=ssd,example.com/rack=7`.
struct NodeLabels: ExpressibleByArgument {
    var given: [String: String] = [:]

    init() {}

    init?(argument: String) {
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, NameRules.qualifiedName(sides[0]).isEmpty, NameRules.labelValue(sides[1]).isEmpty,
                given.updateValue(sides[1], forKey: sides[0]) == nil
            else { return nil }
        }
    }

    /// As it is written on the command line.
    var defaultValueDescription: String { given.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",") }

    /// With those that a kubelet gives its node.
    func all(nodeName: String) -> [String: String] {
        var labels = ["kubernetes.io/hostname": nodeName, "kubernetes.io/os": "linux"]
        labels["kubernetes.io/arch"] = Self.architecture
        return labels.merging(given) { _, given in given }
    }

    /// In Go's words, which are Kubernetes'.
    private static var architecture: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        let machine = withUnsafeBytes(of: &names.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return ["x86_64": "amd64", "aarch64": "arm64"][machine] ?? machine
    }
}
