extension HTTPURL {
    /// Path and query that a probe's `path` asks for (kubelet-semantics 1.3, by the rules of Go's URL parser, which the
    /// kubelet uses).
    ///
    /// The query survives as it is, a fragment is dropped, and of an absolute URL only path and query count. What is
    /// not a URL reference ("/100%", control characters) is a path to the letter, escaped as a whole.
    package static func target(ofProbePath path: String) -> String {
        let bytes = Array(path.utf8)
        let parsed = reference(bytes) ?? (path: escaped(bytes), query: nil)
        var target: [UInt8] = parsed.path.first == slash ? parsed.path : [slash] + parsed.path
        if let query = parsed.query { target += [question] + query }
        return String(decoding: target, as: UTF8.self)
    }

    /// Taken apart and its path escaped where it must be; nil for what is no reference.
    private static func reference(_ bytes: [UInt8]) -> (path: [UInt8], query: [UInt8]?)? {
        let (body, fragment) = cut(bytes[...], at: UInt8(ascii: "#"))
        guard !body.contains(where: { $0 < 0x20 || $0 == 0x7F }), unescaped(fragment ?? []) != nil else { return nil }
        guard let afterScheme = droppingScheme(body) else { return nil }
        let (hierarchy, query) = cut(afterScheme, at: question)
        guard let raw = droppingAuthority(hierarchy, scheme: afterScheme.count < body.count) else { return nil }
        guard let plain = unescaped(raw) else { return nil }
        return (raw.allSatisfy(mayStand) ? Array(raw) : escaped(plain), query.map(Array.init))
    }

    /// Nil for an empty scheme (":8080/x").
    private static func droppingScheme(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for (offset, byte) in bytes.enumerated() {
            if isLetter(byte) { continue }
            if byte == UInt8(ascii: ":") { return offset == 0 ? nil : bytes.dropFirst(offset + 1) }
            guard offset > 0, isDigit(byte) || "+-.".utf8.contains(byte) else { return bytes }
        }
        return bytes
    }

    /// The path behind `//host`. Nil where a path would begin with what could be mistaken for a scheme ("1a:b"), and
    /// for "scheme:rest", which has no path: Go would ask nobody then, and a path to the letter is the better guess.
    private static func droppingAuthority(_ bytes: ArraySlice<UInt8>, scheme: Bool) -> ArraySlice<UInt8>? {
        guard bytes.first == slash else {
            let first = cut(bytes, at: slash).before
            return scheme || first.contains(UInt8(ascii: ":")) ? nil : bytes
        }
        guard bytes.starts(with: [slash, slash]), scheme || !bytes.starts(with: [slash, slash, slash]) else {
            return bytes
        }
        let authority = bytes.dropFirst(2)
        return authority[(authority.firstIndex(of: slash) ?? authority.endIndex)...]
    }

    private static func cut(
        _ bytes: ArraySlice<UInt8>, at separator: UInt8
    ) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>?) {
        guard let at = bytes.firstIndex(of: separator) else { return (bytes, nil) }
        return (bytes[..<at], bytes[(at + 1)...])
    }
}

private let slash = UInt8(ascii: "/")
private let question = UInt8(ascii: "?")
private let percent = UInt8(ascii: "%")

private func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// Whether a path that holds this byte may be sent as it stands.
private func mayStand(_ byte: UInt8) -> Bool { keeps(byte) || "!'()*[]%".utf8.contains(byte) }

/// Whether escaping leaves this byte alone.
private func keeps(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "-_.~$&+,/:;=@".utf8.contains(byte) }

private func escaped(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { keeps($0) ? [$0] : [percent, digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}

/// Nil where a percent sign is not followed by two hexadecimal digits.
private func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
        guard byte == percent else {
            plain.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
            return nil
        }
        plain.append(high << 4 | low)
    }
    return plain
}

private func hexadecimal(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte - 0x30 }
    return (0x61...0x66).contains(byte | 0x20) ? (byte | 0x20) - 0x57 : nil
}
