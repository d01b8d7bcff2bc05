import PodModel

/// The header fields that an httpGet probe sends, settled once (kubelet-semantics 1.3).
struct ProbeHeaders: Sendable {
    /// Without `Host`, in the order in which they are sent.
    var fields: [(name: String, value: String)] = []
    /// What stands in for the URL's `host:port`, from the first `Host` header.
    var host: String?
    /// A header that no client can send; then every attempt fails.
    var mistake: String?

    /// Fields that describe a body, which a probe has not; Host, which goes its own way.
    private static let dropped: Set<String> = ["Host", "Content-Length", "Transfer-Encoding", "Trailer", "User-Agent"]

    init(_ listed: [HTTPHeader], userAgent: String) {
        let listed = listed.map { HTTPHeader(name: Self.canonical($0.name), value: Self.trimmed($0.value)) }
        func first(_ name: String) -> String? { listed.first { $0.name == name }?.value }
        host = first("Host").flatMap { $0.isEmpty ? nil : $0 }
        if let bad = listed.first(where: { !Self.isSendable($0.value) }) {
            mistake = "net/http: invalid header field value for \"\(bad.name)\""
        }
        // A default goes only where the name is absent; listed as empty it is not sent at all.
        let agent = first("User-Agent") ?? userAgent
        if !agent.isEmpty { fields.append(("User-Agent", agent)) }
        if first("Accept") == nil { fields.append(("Accept", "*/*")) }
        for header in listed where !Self.dropped.contains(header.name) {
            if header.name == "Accept" && first("Accept") == "" { continue }
            fields.append((header.name, header.value))
        }
        // The server closes, so that TIME_WAIT stays with it (engine-measurements 3).
        let closes = listed.contains { $0.name == "Connection" && $0.value.lowercased().contains("close") }
        if !closes { fields.append(("Connection", "close")) }
    }

    /// "x-my-header" is "X-My-Header".
    static func canonical(_ name: String) -> String {
        name.split(separator: "-", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: "-")
    }

    private static func trimmed(_ value: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let front = value.utf8.drop(while: isBlank)
        let end = front.lastIndex { !isBlank($0) }.map(front.index(after:)) ?? front.startIndex
        return String(decoding: front[..<end], as: UTF8.self)
    }

    private static func isSendable(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
