import Glibc

/// A listening socket on a loopback port of the kernel's choice. Whoever makes it closes the descriptor.
package struct LoopbackListener {
    package let descriptor: Int32
    package let port: UInt16

    package init(ipv6: Bool = false, backlog: Int32 = 1024) throws {
        let descriptor = socket(
            ipv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var v4 = Self.address(port: 0)
        var v6 = sockaddr_in6()
        v6.sin6_family = sa_family_t(AF_INET6)
        v6.sin6_addr = in6addr_loopback
        func bound<Address>(_ address: inout Address) -> Bool {
            var length = socklen_t(MemoryLayout<Address>.size)
            return withUnsafeMutableBytes(of: &address) { bytes in
                let any = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
                return any.map { bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 }
                    ?? false
            }
        }
        guard descriptor >= 0, ipv6 ? bound(&v6) : bound(&v4), listen(descriptor, backlog) == 0 else {
            let failure = HTTPClient.Failure(description: "listen on loopback: errno \(errno)")
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: ipv6 ? v6.sin6_port : v4.sin_port)
    }

    /// 127.0.0.1.
    static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}
