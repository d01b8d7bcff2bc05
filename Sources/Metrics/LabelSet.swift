/// The labels of a series, rendered and escaped once (`a="x",b="y"`), copied as bytes at every scrape.
package struct LabelSet: Sendable, Hashable {
    package let bytes: [UInt8]

    package static let none = LabelSet(rendered: [])

    private init(rendered: [UInt8]) { bytes = rendered }

    /// Backslash, double quote and line feed are escaped; other control characters become U+FFFD.
    package init(_ pairs: [(name: String, value: String)]) {
        var out: [UInt8] = []
        out.reserveCapacity(pairs.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 })
        for pair in pairs { Self.append(pair.name, pair.value, to: &out) }
        bytes = out
    }

    /// - Precondition: as many values as names, and names that both formats allow.
    package init(names: [String], values: [String]) {
        precondition(names.count == values.count, "labels \(names) got \(values.count) values: \(values)")
        var out: [UInt8] = []
        out.reserveCapacity(zip(names, values).reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 4 })
        for (name, value) in zip(names, values) { Self.append(name, value, to: &out) }
        bytes = out
    }

    private static func append(_ name: String, _ value: String, to out: inout [UInt8]) {
        assert(MetricDescriptor.isWellFormed(name), "label name \(name): letters, digits and _ only")
        if !out.isEmpty { out.append(UInt8(ascii: ",")) }
        out.append(contentsOf: name.utf8)
        out.append(UInt8(ascii: "="))
        out.append(UInt8(ascii: "\""))
        if value.utf8.contains(where: needsEscape) {
            escape(value, into: &out)
        } else {
            out.append(contentsOf: value.utf8)
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"")
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
    package func with(_ pairs: [(name: String, value: String)]) -> LabelSet { with(LabelSet(pairs)) }

    package func with(_ more: LabelSet) -> LabelSet {
        if bytes.isEmpty { return more }
        if more.bytes.isEmpty { return self }
        return LabelSet(rendered: bytes + [UInt8(ascii: ",")] + more.bytes)
    }
}
