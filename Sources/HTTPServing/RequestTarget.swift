/// Path and query of a request line's target, percent-decoded.
struct RequestTarget: Equatable {
    var path: String
    /// Of a name that comes twice, the first value.
    var query: [String: String]

    /// Escapes that are no hexadecimal pair stay as they are; bytes that are no UTF-8 become U+FFFD.
    init(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.decoded(parts[0], plusIsSpace: false)
        query = [:]
        for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(pair[0], plusIsSpace: true)
            guard query[name] == nil else { continue }
            query[name] = pair.count > 1 ? Self.decoded(pair[1], plusIsSpace: true) : ""
        }
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String {
        var out: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = hexadecimalPair(rest.prefix(2)) {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hexadecimalPair(_ digits: Substring.UTF8View.SubSequence) -> UInt8? {
        let values = digits.compactMap { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        return values.count == 2 ? values[0] << 4 | values[1] : nil
    }
}
