import ArgumentParser
import Glibc
import PodModel

/// A node's labels as the command line takes them: `disk=ssd,example.com/rack=7`.
struct NodeLabels {
    var given: [String: String] = [:]

    init() {}

    /// - Throws: ValidationError, which says what is wrong with which label.
    init(parsing argument: String) throws {
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2 else { throw ValidationError("'\(part)' is no label: write key=value") }
            let wrong = NameRules.qualifiedName(sides[0]) + NameRules.labelValue(sides[1])
            if let complaint = wrong.first { throw ValidationError("label '\(part)': \(complaint)") }
            if Self.own.contains(sides[0]) {
                throw ValidationError("podprobe gives its node the label \(sides[0]) itself")
            }
            guard given.updateValue(sides[1], forKey: sides[0]) == nil else {
                throw ValidationError("the label \(sides[0]) is given twice")
            }
        }
    }

    private static let own = ["kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch"]

    /// With those that a kubelet gives its node.
    func all(nodeName: String) -> [String: String] {
        given.merging(Dictionary(uniqueKeysWithValues: zip(Self.own, [nodeName, "linux", Self.architecture]))) { $1 }
    }

    /// In Go's words, which are Kubernetes'; other machines have the same name in both.
    private static var architecture: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        let machine = withUnsafeBytes(of: &names.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch machine {
        case "x86_64": return "amd64"
        case "aarch64": return "arm64"
        case "i386", "i686": return "386"
        case _ where machine.hasPrefix("armv"): return "arm"
        default: return machine
        }
    }
}
