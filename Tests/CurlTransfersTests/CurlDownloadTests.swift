import CurlTransfers
import TestSupport
import Testing

@Suite struct `A download` {
    private func get(_ port: UInt16, _ path: String = "/", headers: [String] = [], limit: Int = 1 << 20)
        throws(CurlDownload.Failure) -> [UInt8]
    {
        try CurlDownload.get(
            "http://127.0.0.1:\(port)\(path)", headers: headers, timeoutSeconds: 10, byteLimit: limit)
    }

    @Test func `gives the whole answer, follows redirects, and sends its headers`() throws {
        let server = try HTTPTestServer { request in
            if request.target == "/" {
                return [.send("HTTP/1.1 302 Found\r\nLocation: /pod.yaml\r\nContent-Length: 0\r\n\r\n")]
            }
            return [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")]
        }
        let bytes = try get(server.port, headers: ["X-Token: secret"])
        #expect(String(decoding: bytes, as: UTF8.self) == "hello")
        #expect(server.requests.map(\.target) == ["/", "/pod.yaml"])
        #expect(server.requests.allSatisfy { $0.headers.contains("X-Token: secret") })
    }

    @Test func `refuses another status than 200, an answer that is too long, and nobody there`() throws {
        let server = try HTTPTestServer { _ in [.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")] }
        #expect(throws: CurlDownload.Failure(message: "the answer has status 404, not 200")) { try get(server.port) }
        let long = try HTTPTestServer { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n"), .sendForEver("xxxxxxxx")]
        }
        #expect(throws: CurlDownload.Failure(message: "the answer has more than 1 MiB")) { try get(long.port) }
        let port = freePort()
        #expect(throws: CurlDownload.Failure.self) { try get(port) }
    }
}
