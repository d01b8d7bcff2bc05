import EventLoops

/// The header lines that make libcurl send exactly what a request lists.
enum HeaderLines {
    /// What libcurl adds by itself: such a name without a value takes it back.
    private static let ownOfLibcurl = ["Accept", "Expect"]
    private static let ownOfLibcurlInPosts = ["Content-Type"]

    /// Lines in libcurl's notation: "Name: value" is sent, "Name;" is sent with an empty value, "Name:" is not sent.
    static func lines(for request: HTTPTransferRequest) -> [String] {
        var lines: [String] = []
        var names: Set<String> = []
        for (name, value) in request.headers {
            let lowercased = name.lowercased()
            let value = trimmed(value)
            let isFirst = names.insert(lowercased).inserted
            // One authority: the first Host counts, and an empty one stands for the URL's (kubelet-semantics 1.3).
            if lowercased == "host", !isFirst || value.isEmpty { continue }
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        let own = ownOfLibcurl + (request.method == "POST" ? ownOfLibcurlInPosts : [])
        return lines + own.filter { !names.contains($0.lowercased()) }.map { $0 + ":" }
    }

    /// Why this request must not be put on the wire, where a line break would become a header of its own; nil when it
    /// may.
    static func refusal(of request: HTTPTransferRequest) -> String? {
        if request.target.utf8.first != UInt8(ascii: "/") || request.target.utf8.contains(where: isControl) {
            return "invalid request target \(quoted(request.target))"
        }
        if request.host.isEmpty || !request.host.utf8.allSatisfy(mayStandInHost) {
            return "invalid host \(quoted(request.host))"
        }
        for (name, value) in request.headers {
            if name.isEmpty || !name.utf8.allSatisfy(mayStandInName) {
                return "net/http: invalid header field name \(quoted(name))"
            }
            if value.utf8.contains(where: { isControl($0) && $0 != UInt8(ascii: "\t") }) {
                return "net/http: invalid header field value for \(quoted(name))"
            }
        }
        return nil
    }

    private static func trimmed(_ value: String) -> Substring {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        var rest = value[...].drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

    /// A token of RFC 9110.
    private static func mayStandInName(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// What can't be mistaken for another part of a URL.
    private static func mayStandInHost(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !"/?#@\\[]\"<>".utf8.contains(byte)
    }

    private static func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? $0.escaped(asASCII: true) : String($0) }
            .joined() + "\""
    }
}
