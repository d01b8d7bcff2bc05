import EventLoops
import Glibc
import Testing

@Suite struct `An address` {
    @Test(arguments: [
        ("127.0.0.1", IPAddress.loopback), ("0.0.0.0", .v4(0)), ("255.255.255.255", .v4(0xFFFF_FFFF)),
        ("10.1.2.3", .v4(0x0A01_0203)), ("::1", .v6(0, 1, scope: 0)), ("::", .v6(0, 0, scope: 0)),
        ("2001:db8::7", .v6(0x2001_0DB8_0000_0000, 7, scope: 0)),
        ("fe80::1%7", .v6(0xFE80_0000_0000_0000, 1, scope: 7)),
        ("::ffff:1.2.3.4", .v6(0, 0xFFFF_0102_0304, scope: 0)),
    ])
    func `is read from its text, and gives it back`(text: String, address: IPAddress) {
        #expect(IPAddress(text) == address)
        #expect(address.description == text)
    }

    @Test func `of a link knows its interface by name`() {
        #expect(IPAddress("fe80::1%lo") == .v6(0xFE80_0000_0000_0000, 1, scope: if_nametoindex("lo")))
    }

    @Test(arguments: [
        "", "localhost", "1", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4:80",
        "[::1]",
        ":::", "::1%", "::1%no-such-interface", "1.2.3.4%lo", "0x7f.0.0.1", "12\u{0}7.0.0.1", "%", "::g",
    ])
    func `is not read from anything else`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        IPAddress.loopback, .v6(0x2001_0DB8_0000_0000, 7, scope: 0), .v6(0xFE80_0000_0000_0000, 1, scope: 3),
    ])
    func `crosses the kernel's form unchanged`(address: IPAddress) {
        let (back, port, length) = address.withSocketAddress(port: 10_290) { pointer, length in
            // The port stands at the same place in both families.
            let port = UnsafeRawPointer(pointer).load(fromByteOffset: 2, as: UInt16.self).byteSwapped
            return (IPAddress(pointer), port, Int(length))
        }
        #expect(back == address)
        #expect(port == 10_290)
        #expect(length == (address.family == AF_INET ? 16 : 28))
    }

    @Test func `has no form for other families`() {
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNIX)
        #expect(IPAddress(&address) == nil)
    }
}
