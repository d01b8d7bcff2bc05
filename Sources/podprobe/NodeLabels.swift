import ArgumentParser
import Glibc
import PodModel

/// A node's labels as the command line takes them: `disk=ssd,example.com/rack=7`.
struct NodeLabels {
    var given: [String: String] = [:]

    init() {}

    /// - Throws: ValidationError, which says what is wrong with which label.
    init(parsing argument: String) throws {
        for (key, value) in try keyValuePairs(argument, each: "label", writtenAs: "key=value") {
            let wrong = NameRules.qualifiedName(key) + NameRules.labelValue(value)
            if let complaint = wrong.first { throw ValidationError("label '\(key)=\(value)': \(complaint)") }
            if Self.own.contains(key) { throw ValidationError("podprobe gives its node the label \(key) itself") }
            given[key] = value
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
