import HTTPServing
import Testing

@Suite struct `A listen address` {
    @Test(
        arguments: [
            (":10290", "", 10290), ("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:9", "::1", 9),
            ("localhost:10290", "localhost", 10290), ("[fe80::1%eth0]:80", "fe80::1%eth0", 80),
            ("[::]:65535", "::", 65535),
        ] as [(String, String, UInt16)])
    func `is read and written the same way`(text: String, host: String, port: UInt16) throws {
        let address = try ListenAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "10290", "127.0.0.1", ":65536", ":-1", ":http", "::1:9", "[]:9", "a b:9", "http://x:9", "[::1]",
    ])
    func `that cannot be read is refused with what would be right`(text: String) {
        let error = #expect(throws: ListenAddressError.self) { try ListenAddress(text) }
        #expect(error?.description.contains("\"\(text)\"") == true)
        #expect(error?.description.contains("127.0.0.1:10290") == true)
    }
}
