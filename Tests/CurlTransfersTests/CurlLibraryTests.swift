import CCurl
import Glibc
import TestSupport
import Testing

@testable import CurlTransfers

@Suite struct `The libcurl of a machine` {
    private let everything = Int(CURL_VERSION_SSL) | Int(CURL_VERSION_HTTP2) | Int(CURL_VERSION_IPV6)

    @Test func `does here`() throws { try CurlLibrary.load() }

    @Test(.inAProcessOfItsOwn) func `leaves no SIGPIPE that could end the daemon, in a process of its own`() async {
        await #expect(processExitsWith: .success) {
            signal(SIGPIPE, SIG_DFL)
            try CurlLibrary.load()
            var action = sigaction()
            #expect(sigaction(SIGPIPE, nil, &action) == 0)
            #expect(unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1)
        }
    }

    @Test func `is refused when it is too old`() {
        #expect(
            CurlLibrary.complaint(version: 0x07_4F_01, text: "7.79.1", features: everything)?.contains("7.79.1") == true
        )
        #expect(CurlLibrary.complaint(version: 0x07_50_00, text: "7.80.0", features: everything) == nil)
        #expect(CurlLibrary.complaint(version: 0x08_05_00, text: "8.5.0", features: everything) == nil)
    }

    @Test func `is refused when it lacks something`() {
        let complaint = CurlLibrary.complaint(version: 0x08_05_00, text: "8.5.0", features: Int(CURL_VERSION_SSL))
        #expect(complaint?.contains("without HTTP/2 and IPv6") == true)
    }
}
