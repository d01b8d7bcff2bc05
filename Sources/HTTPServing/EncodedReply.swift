/// A reply as it goes out: compressed where that was asked for and pays, with every header that the server adds.
struct EncodedReply: Sendable {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    let isGzipped: Bool

    init(_ reply: HTTPReply, acceptEncoding: String?) {
        let isWorthIt = reply.body.count >= ContentCoding.smallestBody && ContentCoding.allowsGzip(acceptEncoding)
        let gzipped = isWorthIt ? Gzip.compress(reply.body) : nil
        status = reply.status
        body = gzipped ?? reply.body
        isGzipped = gzipped != nil
        headers =
            [
                ("Content-Type", reply.contentType),
                ("X-Content-Type-Options", "nosniff"),
                // The exposition format follows Accept, the coding follows Accept-Encoding: caches must know.
                ("Vary", "Accept, Accept-Encoding"),
            ] + (isGzipped ? [("Content-Encoding", "gzip")] : []) + reply.headers
    }

    /// A short answer of the server's own.
    init(_ status: Int, _ text: String, headers: [(name: String, value: String)] = []) {
        self.init(HTTPReply(status, headers: headers, body: Array((text + "\n").utf8)), acceptEncoding: nil)
    }

    /// Too much is asked of us at the moment; a scraper comes again by itself.
    static func busy(_ text: String) -> EncodedReply { EncodedReply(503, text, headers: [("Retry-After", "1")]) }
}
