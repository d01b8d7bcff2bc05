import CCurl
import EventLoops
import Glibc
import Testing

@testable import CurlTransfers

@Suite struct `A failure of libcurl` {
    @Test(
        arguments: [
            (ECONNREFUSED, .connectRefused, "connection refused"), (EHOSTUNREACH, .unreachable, "no route to host"),
            (ENETUNREACH, .unreachable, "network is unreachable"), (ETIMEDOUT, .timeout, "connection timed out"),
            (ECONNRESET, .reset, "connection reset by peer"), (EMFILE, .localTrouble, "too many open files"),
            (EADDRNOTAVAIL, .localTrouble, "cannot assign requested address"),
            (EPERM, .localTrouble, "operation not permitted"),
            (ENOBUFS, .localTrouble, "no buffer space available"),
        ] as [(Int32, HTTPTransferFailure.Kind, String)])
    func `tells a connection's fate by the kernel's number`(
        errno: Int32, kind: HTTPTransferFailure.Kind, words: String
    ) {
        let reason = CurlFailure(code: CURLE_COULDNT_CONNECT, errno: errno, peer: "10.0.0.1:80").reason
        #expect(reason.kind == kind)
        #expect(reason.cause == "dial tcp 10.0.0.1:80: connect: \(words)")
    }

    @Test func `tells a broken connection from a garbled body`() {
        let broken = CurlFailure(code: CURLE_SEND_ERROR, errno: EPIPE, peer: "10.0.0.1:80").reason
        #expect(broken == (.reset, "write tcp 10.0.0.1:80: write: broken pipe"))
        let short = CurlFailure(code: CURLE_RECV_ERROR, errno: ENOBUFS, peer: "10.0.0.1:80").reason
        #expect(short.kind == .localTrouble)
        let garbled = CurlFailure(code: CURLE_RECV_ERROR, detail: "Malformed encoding").reason
        #expect(garbled == (.protocolError, "Malformed encoding"))
        let detail = "OpenSSL SSL_read: Connection reset by peer, errno 104"
        let overTLS = CurlFailure(code: CURLE_RECV_ERROR, detail: detail, peer: "10.0.0.1:443").reason
        #expect(overTLS == (.reset, "read tcp 10.0.0.1:443: \(detail)"))
    }

    @Test func `is ours when memory is short, and the target's when a header line has no end`() {
        #expect(CurlFailure(code: CURLE_OUT_OF_MEMORY).reason.kind == .localTrouble)
        #expect(CurlFailure(code: CURLE_OUT_OF_MEMORY, wasAnswered: true).reason.kind == .protocolError)
    }

    @Test func `explains a server without TLS`() {
        let detail = "error:0A00010B:SSL routines::wrong version number"
        #expect(CurlFailure(code: CURLE_SSL_CONNECT_ERROR, detail: detail).reason.cause.contains("plain HTTP?"))
        #expect(CurlFailure(code: CURLE_SSL_CONNECT_ERROR, detail: "other").reason == (.tls, "tls: other"))
    }

    @Test func `keeps libcurl's words for what is rare`() {
        let reason = CurlFailure(code: CURLE_TOO_MANY_REDIRECTS, detail: "odd").reason
        #expect(reason.kind == .protocolError)
        #expect(reason.cause.hasSuffix(": odd"))
    }
}
