/// Where to listen: `:10290` (every address, IPv6 and IPv4), `127.0.0.1:0`, `[::1]:9`, `localhost:10290`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Empty for every address; an IPv6 address without its brackets.
    package let host: String
    /// 0 lets the kernel choose.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package init(_ text: String) throws(ListenAddressError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw ListenAddressError(text: text, problem: "it does not end in a colon and a port from 0 to 65535")
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        if !isBracketed, host.contains(where: { ":[]/ ".contains($0) }) {
            throw ListenAddressError(
                text: text, problem: "\"\(host)\" is no host name; an IPv6 address goes in brackets")
        }
        self.init(host: String(isBracketed ? host.dropFirst().dropLast() : host), port: port)
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// An address that cannot be read, with what would be right.
package struct ListenAddressError: Error, Hashable, CustomStringConvertible {
    package let text: String
    package let problem: String

    package var description: String {
        "cannot read the listen address \"\(text)\": \(problem) (right would be \":10290\", \"127.0.0.1:10290\" or "
            + "\"[::1]:10290\")"
    }
}
