/// Kubernetes' `$(NAME)` references (kubelet-semantics 6).
package enum Expansion {
    /// Replaces every `$(NAME)` that `lookup` knows, and `$$` by `$`, in one pass: text that was put in is not looked
    /// at again. Whatever is no reference, or names something unknown, stays as it is.
    package static func expand(_ text: String, lookup: (String) -> String?) -> String {
        let bytes = Array(text.utf8)
        // Looked for once: a text of a million openers and no closer must not be searched a million times.
        let lastCloser = bytes.lastIndex(of: UInt8(ascii: ")")) ?? -1
        var out: [UInt8] = []
        var rest = bytes[...]
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            out += rest[..<dollar]
            rest = rest[dollar...]
            switch rest.dropFirst().first {
            case UInt8(ascii: "$"):
                out.append(UInt8(ascii: "$"))
                rest = rest.dropFirst(2)
            case UInt8(ascii: "(") where dollar < lastCloser:
                let reference = rest[...(rest.firstIndex(of: UInt8(ascii: ")")) ?? lastCloser)]
                let name = String(decoding: reference.dropFirst(2).dropLast(), as: UTF8.self)
                out += lookup(name).map { Array($0.utf8) } ?? Array(reference)
                rest = rest.dropFirst(reference.count)
            default:
                out.append(UInt8(ascii: "$"))
                rest = rest.dropFirst()
            }
        }
        return String(decoding: out + rest, as: UTF8.self)
    }
}
