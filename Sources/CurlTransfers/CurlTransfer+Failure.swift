import CCurl
import EventLoops
import Glibc

extension CurlTransfer {
    /// Why there is no complete answer, in the words that a kubelet's events have; nil when there is one.
    func failure(_ code: CURLcode) -> HTTPTransferFailure? {
        if code == CURLE_OK || response.stop == .enoughBody { return nil }
        let afterHeaders = response.headersAreComplete
        let (kind, cause) = reason(code)
        // Once headers are there, the kubelet's client speaks of the body alone.
        let message = afterHeaders ? cause : "\(request?.subject ?? "Get"): \(cause)"
        return HTTPTransferFailure(kind, afterHeaders: afterHeaders, message: message)
    }

    private func reason(_ code: CURLcode) -> (HTTPTransferFailure.Kind, String) {
        if response.stop == .headersTooLong { return headersTooLong }
        if let systemError { return (.localTrouble, "\(systemError.call): \(lowercased(systemError))") }
        switch code {
        case CURLE_COULDNT_CONNECT: return connectFailure
        case CURLE_OPERATION_TIMEDOUT: return (.timeout, "timeout: \(detail)")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return (.resolve, "dial tcp: \(detail)")
        case CURLE_RECV_ERROR: return brokenConnection("read")
        case CURLE_SEND_ERROR: return brokenConnection("write")
        case CURLE_GOT_NOTHING: return (.reset, "EOF")
        case CURLE_PARTIAL_FILE: return (.reset, "unexpected EOF")
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return outOfMemory
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return (.protocolError, "malformed HTTP response: \(detail)")
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: return (.protocolError, "http2: \(detail)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM:
            return tlsFailure
        default: return (.protocolError, "\(String(cString: curl_easy_strerror(code))): \(detail)")
        }
    }

    private var headersTooLong: (HTTPTransferFailure.Kind, String) {
        (.protocolError, "net/http: server response headers exceeded \(ResponseReader.headerBytesLimit) bytes; aborted")
    }

    private var connectFailure: (HTTPTransferFailure.Kind, String) {
        let error = SystemError("connect", operatingSystemError)
        let kind: HTTPTransferFailure.Kind =
            switch error.errno {
            case ECONNREFUSED: .connectRefused
            case ECONNRESET: .reset
            case ETIMEDOUT: .timeout
            // A packet filter of this very machine says EPERM.
            case EPERM: .localTrouble
            default: error.isLocalTrouble ? .localTrouble : .unreachable
            }
        let cause = error.errno == 0 ? detail : lowercased(error)
        return (kind, "dial tcp \(peer): connect: \(cause)")
    }

    /// A connection that broke, or libcurl's word for a body that can't be decoded, which has no error number.
    private func brokenConnection(_ call: String) -> (HTTPTransferFailure.Kind, String) {
        let error = SystemError(call, operatingSystemError)
        guard error.errno != 0 else { return (.protocolError, detail) }
        return (error.isLocalTrouble ? .localTrouble : .reset, "\(call) tcp \(peer): \(call): \(lowercased(error))")
    }

    /// libcurl says the same of a header line without an end, which it stops reading at 100 KiB.
    private var outOfMemory: (HTTPTransferFailure.Kind, String) {
        var answeredAt: curl_off_t = 0
        podprobe_easy_getinfo_size(easy, CURLINFO_STARTTRANSFER_TIME_T, &answeredAt)
        return answeredAt > 0 ? headersTooLong : (.localTrouble, "libcurl: out of memory")
    }

    private var tlsFailure: (HTTPTransferFailure.Kind, String) {
        if detail.contains("wrong version number") {
            return (.tls, "tls: first record does not look like a TLS handshake (does the server speak plain HTTP?)")
        }
        return (.tls, "tls: \(detail)")
    }

    private var peer: String { request?.peer ?? "" }

    private var operatingSystemError: Int32 {
        var number = 0
        podprobe_easy_getinfo_long(easy, CURLINFO_OS_ERRNO, &number)
        return Int32(truncatingIfNeeded: number)
    }

    /// "connection refused".
    private func lowercased(_ error: SystemError) -> String {
        error.message.prefix(1).lowercased() + error.message.dropFirst()
    }
}
