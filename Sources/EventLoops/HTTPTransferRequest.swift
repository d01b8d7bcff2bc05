/// One HTTP request, with everything settled: the name is resolved and every header is spelled out.
package struct HTTPTransferRequest: Sendable {
    /// https. The certificate is not verified (kubelet-semantics 1.3).
    package var secure = false
    /// HTTP/2 without an upgrade, as gRPC speaks it.
    package var http2PriorKnowledge = false
    package var method = "GET"
    /// Host of the URL: the authority and the TLS server name follow it. An IPv6 literal stands here without brackets.
    package var host: String
    package var port: UInt16
    /// Where to connect, whatever `host` says.
    package var address: IPAddress
    /// Path and query, beginning with "/".
    package var target = "/"
    /// Exactly what is sent besides what HTTP itself needs, in this order. A `Host` header here replaces the authority that is sent.
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8] = []
    /// Bytes of the answer's body to keep; the rest is read and dropped.
    package var bodyLimit = 10 * 1024
    /// Whether the result shall hold the answer's headers and trailers.
    package var wantsHeaders = false

    package init(host: String, port: UInt16, address: IPAddress) {
        self.host = host
        self.port = port
        self.address = address
    }
}
