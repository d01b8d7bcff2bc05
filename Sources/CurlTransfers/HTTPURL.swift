import CCurl

/// An absolute http or https URL, taken apart by libcurl's URL parser. Nothing is resolved; user, password and fragment
/// are dropped.
package struct HTTPURL: Sendable, Hashable {
    package var secure: Bool
    /// Without the brackets of an IPv6 literal.
    package var host: String
    package var port: UInt16
    /// Path and query as they are sent; begins with "/".
    package var target: String

    package init(secure: Bool, host: String, port: UInt16, target: String) {
        self.secure = secure
        self.host = host
        self.port = port
        self.target = target
    }

    /// Reads an absolute URL, such as the one of `podprobe probe --http`.
    package init(_ text: String) throws(HTTPURLError) { try self.init([text]) }

    /// Where a `Location` header leads from here: absolute, or relative by RFC 3986 with dot segments removed.
    package func resolving(location: String) throws(HTTPURLError) -> HTTPURL {
        try HTTPURL([description, location])
    }

    /// Each text is read relative to what the ones before it made.
    private init(_ texts: [String]) throws(HTTPURLError) {
        guard let handle = curl_url() else { throw HTTPURLError(description: "out of memory") }
        defer { curl_url_cleanup(handle) }
        let subject = texts.last ?? ""
        for text in texts {
            // libcurl would stop reading at the zero byte.
            guard !text.utf8.contains(0) else { throw HTTPURLError(subject, "a zero byte") }
            let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE | CURLU_ALLOW_SPACE)
            let code = curl_url_set(handle, CURLUPART_URL, text, flags)
            guard code == CURLUE_OK else { throw HTTPURLError(subject, code) }
        }
        try self.init(parts: handle, of: subject)
    }

    private init(parts handle: OpaquePointer, of subject: String) throws(HTTPURLError) {
        func part(_ which: CURLUPart) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, which, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else {
                return nil
            }
            defer { curl_free(text) }
            return String(cString: text)
        }
        let scheme = part(CURLUPART_SCHEME)?.lowercased() ?? ""
        guard scheme == "http" || scheme == "https" else {
            throw HTTPURLError(subject, "scheme \"\(scheme)\" instead of http or https")
        }
        guard let authority = part(CURLUPART_HOST), !authority.isEmpty else { throw HTTPURLError(subject, "no host") }
        guard let number = part(CURLUPART_PORT), let port = UInt16(number), port > 0 else {
            throw HTTPURLError(subject, "a port that is not between 1 and 65535")
        }
        secure = scheme == "https"
        host = authority.hasPrefix("[") ? String(authority.dropFirst().dropLast()) : authority
        self.port = port
        let path = part(CURLUPART_PATH) ?? ""
        target = (path.hasPrefix("/") ? path : "/" + path) + (part(CURLUPART_QUERY).map { "?" + $0 } ?? "")
    }
}

extension HTTPURL: CustomStringConvertible {
    /// "http://127.0.0.1:8080/healthz", always with its port, as the kubelet's messages have it.
    package var description: String { "\(secure ? "https" : "http")://\(authority)\(target)" }

    /// "127.0.0.1:8080", "[::1]:80".
    package var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A text that is no URL that podprobe can ask.
package struct HTTPURLError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    fileprivate init(description: String) { self.description = description }

    fileprivate init(_ text: String, _ wrong: String) {
        description = "\"\(text)\" is not a URL that can be asked: \(wrong)"
    }

    fileprivate init(_ text: String, _ code: CURLUcode) {
        self.init(text, curl_url_strerror(code).map { String(cString: $0) } ?? "code \(code.rawValue)")
    }
}
