extension EnvVar {
    /// Whether Kubernetes takes this as a variable's name: printable ASCII without `=` (kubelet-semantics 6, relaxed).
    package static func isValid(name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
    }
}
