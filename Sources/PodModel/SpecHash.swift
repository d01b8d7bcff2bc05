/// FNV-1a of 64 bits: small, and the same on every machine and in every run, which Swift's own hashing is not.
package struct StableHash: Sendable {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    /// 16 lower-case hexadecimal digits.
    package var hex: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension JSONValue {
    /// 16 hexadecimal digits that are the same for the same content, whatever the order of its fields.
    package var stableHash: String {
        var bytes: [UInt8] = []
        sorted.write(to: &bytes)
        var hash = StableHash()
        hash.add(bytes)
        return hash.hex
    }
}

extension Container {
    /// Says whether a running instance is out of date (kubelet-semantics 3.1): it changes with every field of the
    /// container's spec. A new podprobe that shows a field in another way restarts every container once, so a test pins
    /// the hash of a known container.
    package var specHash: String { json.stableHash }
}

extension Pod {
    /// Changes with every field of the manifest, and with nothing that happens to the pod.
    package var specHash: String { json(status: nil, createdAt: nil).stableHash }
}
