import EventLoops
import Testing

@testable import CurlTransfers

@Suite struct `The header lines for libcurl` {
    private func lines(_ headers: [(name: String, value: String)], method: String = "GET") -> [String] {
        var request = HTTPTransferRequest(host: "h", port: 1, address: .loopback)
        request.method = method
        request.headers = headers
        return HeaderLines.lines(for: request)
    }

    @Test func `take back what libcurl adds by itself`() {
        #expect(lines([]) == ["Accept:", "Expect:"])
        #expect(lines([], method: "POST") == ["Accept:", "Expect:", "Content-Type:"])
        #expect(lines([("ACCEPT", "a/b"), ("expect", "")]) == ["ACCEPT: a/b", "expect;"])
    }

    @Test func `keep order and repeats, and trim values`() {
        #expect(lines([("B", "\t 1 "), ("A", "2"), ("B", "3")]).prefix(3) == ["B: 1", "A: 2", "B: 3"])
    }

    @Test func `know one authority`() {
        #expect(lines([("host", "a"), ("Host", "b")]).first == "host: a")
        #expect(!lines([("Host", " "), ("Host", "b")]).contains { $0.lowercased().hasPrefix("host") })
    }
}
