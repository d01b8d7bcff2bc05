import Testing

@testable import CurlTransfers

@Suite struct `A response reader` {
    private func reader(_ lines: String..., wantsHeaders: Bool = true) -> ResponseReader {
        var reader = ResponseReader(bodyLimit: 4, wantsHeaders: wantsHeaders)
        for line in lines {
            let goesOn = reader.takeHeaderLine(line + "\r\n")
            #expect(goesOn)
        }
        return reader
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK", 200, "1.1"), ("HTTP/1.0 404", 404, "1.0"), ("HTTP/2 503 ", 503, "2"),
        ("HTTP/1.1  200 OK", 200, "1.1"),
    ]) func `reads status lines`(line: String, status: Int, version: String) {
        let reader = reader(line, "")
        #expect(reader.status == status)
        #expect(reader.version == version)
        #expect(reader.headersAreComplete)
    }

    @Test func `goes on after provisional answers and forgets their headers`() {
        let reader = reader("HTTP/1.1 103 Early Hints", "Location: /early", "Link: x", "", "HTTP/1.1 200 OK", "A: 1")
        #expect(!reader.headersAreComplete)
        #expect(reader.status == 200)
        #expect(reader.location == nil)
        #expect(reader.headers.map(\.name) == ["A"])
    }

    @Test(arguments: ["Location: /x", "location:/x", "LOCATION: \t/x "]) func `finds the location`(line: String) {
        #expect(reader("HTTP/1.1 302 Found", line, "Location: /second", wantsHeaders: false).location == "/x")
    }

    @Test(arguments: ["Locations: /x", "Locatio\u{0}: /x", "Last-Modified: /x", "L"])
    func `takes no other header for the location`(line: String) {
        #expect(reader("HTTP/1.1 302 Found", line).location == nil)
    }

    @Test func `keeps headers only when they are wanted, and trailers apart`() {
        let wanting = reader("HTTP/2 200", "content-type: a/b", "last: 1", "", "grpc-status: 0", "location: /x")
        #expect(wanting.headers.map(\.name) == ["content-type", "last"])
        #expect(wanting.trailers.map(\.name) == ["grpc-status", "location"])
        #expect(wanting.location == nil)
        #expect(reader("HTTP/1.1 200 OK", "A: 1", wantsHeaders: false).headers.isEmpty)
    }

    @Test func `ends at the limit of the body`() {
        var reader = reader("HTTP/1.1 200 OK", "")
        let goesOn = (reader.takeBody("abc"), reader.takeBody("defg"))
        #expect(goesOn == (true, false))
        #expect(reader.body == Array("abcd".utf8))
        #expect(reader.stop == .enoughBody)
    }

    @Test func `ends when headers grow past their limit`() {
        var reader = ResponseReader(bodyLimit: 4)
        let line = String(repeating: "x", count: 1022) + "\r\n"
        let lines = (0..<1000).prefix { _ in reader.takeHeaderLine(line) }.count
        #expect(lines == 256)
        #expect(reader.stop == .headersTooLong)
    }

    @Test func `shows progress`() {
        var reader = reader("HTTP/1.1 200 OK", "")
        let before = reader.bytesSeen
        _ = reader.takeBody("a")
        #expect(reader.bytesSeen == before + 1)
    }
}

extension ResponseReader {
    fileprivate mutating func takeHeaderLine(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { takeHeaderLine($0) }
    }
    fileprivate mutating func takeBody(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { takeBody($0) } }
}
