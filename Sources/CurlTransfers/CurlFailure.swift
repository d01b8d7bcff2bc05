import CCurl
import EventLoops
import Glibc

/// What libcurl and the kernel said of a transfer without a complete answer, and what that means. The words are those that a
/// kubelet's events have for the same.
struct CurlFailure {
    var code: CURLcode
    /// The kernel's number, where libcurl passes one on; else 0.
    var errno: Int32 = 0
    /// libcurl's own words.
    var detail = ""
    /// "127.0.0.1:8080".
    var peer = ""
    /// Whether anything of an answer has come.
    var wasAnswered = false

    typealias Reason = (kind: HTTPTransferFailure.Kind, cause: String)

    var reason: Reason {
        switch code {
        // libcurl is content with headers that break off.
        case CURLE_OK, CURLE_PARTIAL_FILE: (.reset, "unexpected EOF")
        case CURLE_GOT_NOTHING: (.reset, "EOF")
        case CURLE_COULDNT_CONNECT: noConnection
        case CURLE_RECV_ERROR: brokenConnection("read")
        case CURLE_SEND_ERROR: brokenConnection("write")
        case CURLE_OPERATION_TIMEDOUT: (.timeout, "timeout: \(detail)")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: (.resolve, "dial tcp: \(detail)")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            (.protocolError, "malformed HTTP response: \(detail)")
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: (.protocolError, "http2: \(detail)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_PEER_FAILED_VERIFICATION: brokenTLS
        // libcurl says the same of a header line without an end, which it stops reading at 100 KiB.
        case CURLE_OUT_OF_MEMORY: wasAnswered ? Self.headersTooLong : (.localTrouble, "libcurl: out of memory")
        case CURLE_FAILED_INIT: (.localTrouble, "libcurl: \(detail)")
        default: (.protocolError, "\(String(cString: curl_easy_strerror(code))): \(detail)")
        }
    }

    static var headersTooLong: Reason {
        (.protocolError, "net/http: server response headers exceeded \(ResponseReader.headerBytesLimit) bytes; aborted")
    }

    private var noConnection: Reason {
        let error = SystemError("connect", errno)
        let kind: HTTPTransferFailure.Kind =
            switch errno {
            case ECONNREFUSED: .connectRefused
            case ECONNRESET: .reset
            case ETIMEDOUT: .timeout
            // A packet filter of this very machine says so.
            case EPERM: .localTrouble
            default: error.isLocalTrouble ? .localTrouble : .unreachable
            }
        return (kind, "dial tcp \(peer): connect: \(errno == 0 ? detail : error.lowercasedMessage)")
    }

    /// A connection that broke. Of a body that can't be decoded libcurl says the same, without a number.
    private func brokenConnection(_ call: String) -> Reason {
        let error = SystemError(call, errno)
        if errno != 0 {
            let kind: HTTPTransferFailure.Kind = error.isLocalTrouble ? .localTrouble : .reset
            return (kind, "\(call) tcp \(peer): \(call): \(error.lowercasedMessage)")
        }
        // "OpenSSL SSL_read: Connection reset by peer, errno 104".
        return detail.contains("SSL_") ? (.reset, "\(call) tcp \(peer): \(detail)") : (.protocolError, detail)
    }

    private var brokenTLS: Reason {
        guard detail.contains("wrong version number") else { return (.tls, "tls: \(detail)") }
        return (.tls, HTTPTransferFailure.plainAnswer)
    }
}

extension SystemError {
    /// "connection refused", as Go has it.
    var lowercasedMessage: String { message.prefix(1).lowercased() + message.dropFirst() }
}
