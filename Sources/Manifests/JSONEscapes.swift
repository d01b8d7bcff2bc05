/// JSON writes characters beyond U+FFFF as two escapes (`\ud83d\ude00`), which YAML does not know.
enum JSONEscapes {
    /// A JSON text with each such pair as the one escape that YAML has for it; any other text as it is.
    static func joinSurrogates(_ text: String) -> String {
        guard let opening = text.first(where: { !$0.isWhitespace }), opening == "{" || opening == "[" else {
            return text
        }
        let bytes = Array(text.utf8)
        guard let first = firstPair(in: bytes, from: 0) else { return text }
        var out = Array(bytes[..<first.index])
        var next: (index: Int, scalar: UInt32)? = first
        while let pair = next {
            let hex = String(pair.scalar, radix: 16)
            out += "\\U\(String(repeating: "0", count: 8 - hex.count))\(hex)".utf8
            let rest = pair.index + 12
            next = firstPair(in: bytes, from: rest)
            out += bytes[rest..<(next?.index ?? bytes.count)]
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func firstPair(in bytes: [UInt8], from start: Int) -> (index: Int, scalar: UInt32)? {
        var index = start
        while index + 12 <= bytes.count {
            if bytes[index] == UInt8(ascii: "\\") {
                if let high = unit(bytes, index), high >> 10 == 0x36, let low = unit(bytes, index + 6),
                    low >> 10 == 0x37
                {
                    return (index, 0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
                }
                // The escaped character may itself be a backslash.
                index += 1
            }
            index += 1
        }
        return nil
    }

    private static func unit(_ bytes: [UInt8], _ index: Int) -> UInt32? {
        guard bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else { return nil }
        return UInt32(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
    }
}
