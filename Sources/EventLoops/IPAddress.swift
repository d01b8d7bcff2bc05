package import Glibc

/// An IPv4 or IPv6 address, without a port.
package enum IPAddress: Sendable, Hashable {
    /// In host byte order: 127.0.0.1 is 0x7F000001.
    case v4(UInt32)
    /// The upper and the lower eight bytes in host byte order, and the interface of a link-local address, else 0.
    case v6(UInt64, UInt64, scope: UInt32)

    package static let loopback = IPAddress.v4(0x7F00_0001)

    /// Reads "127.0.0.1", "::1" or "fe80::1%eth0"; nil for anything else, such as a name or a number with leading zeros.
    package init?(_ text: String) {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = parts.first, !text.utf8.contains(0) else { return nil }
        if parts.count == 1, let v4 = Self.parseV4(text) {
            self = v4
            return
        }
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, String(number), &bytes) == 1 else { return nil }
        var scope: UInt32 = 0
        if parts.count == 2 {
            scope = UInt32(parts[1]) ?? if_nametoindex(String(parts[1]))
            guard scope != 0 else { return nil }
        }
        self.init(bytes, scope: scope)
    }

    private static func parseV4(_ text: String) -> IPAddress? {
        var bytes = in_addr()
        return inet_pton(AF_INET, text, &bytes) == 1 ? .v4(UInt32(bigEndian: bytes.s_addr)) : nil
    }

    private init(_ bytes: in6_addr, scope: UInt32) {
        // An in6_addr is aligned to four bytes only.
        let (upper, lower) = withUnsafeBytes(of: bytes) {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self = .v6(UInt64(bigEndian: upper), UInt64(bigEndian: lower), scope: scope)
    }

    /// Of a `sockaddr_in` or `sockaddr_in6`; nil for any other family.
    package init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            self = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                .v4(UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
            }
        case AF_INET6:
            self = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                IPAddress($0.pointee.sin6_addr, scope: $0.pointee.sin6_scope_id)
            }
        default: return nil
        }
    }

    package var family: Int32 { if case .v4 = self { AF_INET } else { AF_INET6 } }

    /// Hands `body` this address and `port` as the kernel wants them.
    package func withSocketAddress<R>(
        port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        switch self {
        case .v4(let number):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = number.bigEndian
            return Self.rebound(&address, body)
        case .v6(let upper, let lower, let scope):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &address.sin6_addr) {
                $0.storeBytes(of: upper.bigEndian, as: UInt64.self)
                $0.storeBytes(of: lower.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return Self.rebound(&address, body)
        }
    }

    private static func rebound<Address, R>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
    ) -> R {
        let length = MemoryLayout<Address>.size
        return withUnsafeBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { all in
                guard let first = all.baseAddress else { preconditionFailure("a socket address of \(length) bytes") }
                return body(first, socklen_t(length))
            }
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// "127.0.0.1", "::1", "fe80::1%2".
    package var description: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            switch self {
            case .v4(let number):
                var bytes = in_addr(s_addr: number.bigEndian)
                inet_ntop(AF_INET, &bytes, base, socklen_t(buffer.count))
                return String(cString: base)
            case .v6(let upper, let lower, let scope):
                var bytes = (upper.bigEndian, lower.bigEndian)
                inet_ntop(AF_INET6, &bytes, base, socklen_t(buffer.count))
                return String(cString: base) + (scope == 0 ? "" : "%\(scope)")
            }
        }
    }
}
