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

extension Container {
    /// Changes exactly when something in the container's spec does (kubelet-semantics 3.1).
    package var specHash: String {
        var hash = StableHash()
        hash.add(json.text.utf8)
        return hash.hex
    }

    /// The container as the API shows it.
    package var json: JSONValue { .fields(["name": .string(name), "image": .string(image)]) }
}

extension Pod {
    /// Changes exactly when something in the manifest does.
    package var specHash: String {
        var hash = StableHash()
        hash.add(json(status: nil, createdAt: nil).text.utf8)
        return hash.hex
    }
}
