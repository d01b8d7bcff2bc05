/// The labels of a series, rendered and escaped once (`a="x",b="y"`), copied as bytes at every scrape.
package struct LabelSet: Sendable, Hashable {
    package let bytes: [UInt8]

    package static let none = LabelSet(rendered: [])

    private init(rendered: [UInt8]) { bytes = rendered }

    /// Backslash, double quote and line feed are escaped; other control characters become U+FFFD.
    package init(_ pairs: [(name: String, value: String)]) {
        self.init(names: pairs.map(\.name), values: pairs.map(\.value))
    }

    /// - Precondition: as many values as names, and names that both formats allow.
    package init(names: [String], values: [String]) {
        precondition(names.count == values.count, "labels \(names) got \(values.count) values: \(values)")
        var out: [UInt8] = []
        out.reserveCapacity(zip(names, values).reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 4 })
        for (name, value) in zip(names, values) {
            assert(MetricDescriptor.isWellFormed(name), "label name \(name): letters, digits and _ only")
            if !out.isEmpty { out.append(UInt8(ascii: ",")) }
            out.append(contentsOf: name.utf8)
            out.append(contentsOf: "=\"".utf8)
            Self.escape(value, into: &out)
            out.append(UInt8(ascii: "\""))
        }
        bytes = out
    }

    private static func escape(_ value: String, into out: inout [UInt8]) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
            case 0x0A: out.append(contentsOf: "\\n".utf8)
            case 0..<0x20, 0x7F: out.append(contentsOf: "\u{FFFD}".utf8)
            default: out.append(byte)
            }
        }
    }

    /// These labels, then more.
    package func with(_ pairs: [(name: String, value: String)]) -> LabelSet {
        let more = LabelSet(pairs)
        if bytes.isEmpty { return more }
        if more.bytes.isEmpty { return self }
        return LabelSet(rendered: bytes + [UInt8(ascii: ",")] + more.bytes)
    }
}
