import CCurl
import EventLoops
import Glibc

/// A request as libcurl wants it: URL, header list and body in C's memory, made once and lent to every transfer of it.
final class CurlRequest: HTTPPreparedRequest {
    let secure: Bool
    let http2PriorKnowledge: Bool
    let isPost: Bool
    let bodyLimit: Int
    let wantsHeaders: Bool
    /// Why it can't be sent at all; nil when it can.
    let refusal: HTTPTransferFailure?
    /// "Get "http://127.0.0.1:8080/healthz"", as messages begin.
    let subject: String
    /// "127.0.0.1:8080", where the connection goes.
    let peer: String

    /// Authority only: what is asked for is `target`, to the letter.
    let url: UnsafeMutablePointer<CChar>?
    let target: UnsafeMutablePointer<CChar>?
    let headers: UnsafeMutablePointer<curl_slist>?
    /// Nil when the URL's host is the address itself.
    let connectTo: UnsafeMutablePointer<curl_slist>?
    let body: UnsafeMutableRawBufferPointer
    let bodyBytes: Int

    init(_ request: HTTPTransferRequest) {
        precondition(request.method == "GET" || request.method == "POST", "method \(request.method)")
        secure = request.secure
        http2PriorKnowledge = request.http2PriorKnowledge
        isPost = request.method == "POST"
        bodyLimit = request.bodyLimit
        wantsHeaders = request.wantsHeaders

        // A link-local host's zone is for this machine only: the connection goes to `address`, which has it.
        let host = request.host.split(separator: "%", maxSplits: 1).first.map(String.init) ?? ""
        let place = HTTPURL(secure: secure, host: host, port: request.port, target: request.target)
        let address = request.address.description
        let subject = "\(isPost ? "Post" : "Get") \"\(place)\""
        self.subject = subject
        peer = address.contains(":") ? "[\(address)]:\(request.port)" : "\(address):\(request.port)"
        refusal = HeaderLines.refusal(of: request).map {
            HTTPTransferFailure(.protocolError, message: "\(subject): \($0)")
        }

        url = strdup((secure ? "https://" : "http://") + place.authority)
        target = strdup(request.target)
        headers = Self.list(HeaderLines.lines(for: request))
        connectTo = host == address ? nil : Self.list(["::" + (address.contains(":") ? "[\(address)]" : address) + ":"])
        // Never without an address, which libcurl would take for "read the body from standard input".
        body = .allocate(byteCount: max(1, request.body.count), alignment: 1)
        bodyBytes = request.body.count
        body.copyBytes(from: request.body)
    }

    deinit {
        free(url)
        free(target)
        curl_slist_free_all(headers)
        curl_slist_free_all(connectTo)
        body.deallocate()
    }

    private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            // Out of memory leaves the list as it was; Linux ends the process long before.
            list = curl_slist_append(list, line) ?? list
        }
        return list
    }
}
