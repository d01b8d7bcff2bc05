import Glibc

/// A socket that listens, bound by ourselves because libmicrohttpd does not say why it could not.
struct ListenSocket: ~Copyable {
    let descriptor: Int32
    /// With the real port where the kernel chose it: `127.0.0.1:41234`.
    let description: String

    /// Connections above the limit wait here; the kernel caps it at net.core.somaxconn.
    private static let backlog: Int32 = 1024

    init(_ address: ListenAddress) throws(HTTPServerError) {
        var failure = HTTPServerError.couldNotStart(address: address.description)
        for candidate in try Self.candidates(address) {
            do throws(HTTPServerError) {
                descriptor = try Self.open(candidate, address)
                description = Self.name(of: descriptor) ?? address.description
                return
            } catch {
                failure = error
                // The same port is taken in the other family, too: the next candidate would only hide the reason.
                if case .addressInUse = error { throw error }
            }
        }
        throw failure
    }

    deinit { close(descriptor) }

    private struct Candidate {
        var family: Int32
        var bytes: [UInt8]
    }

    /// What the host stands for. Every address is one IPv6 socket that takes IPv4 too, where the host has IPv6.
    private static func candidates(_ address: ListenAddress) throws(HTTPServerError) -> [Candidate] {
        if address.host.isEmpty {
            return try resolve("::", address) + resolve("0.0.0.0", address)
        }
        // A name with both kinds, such as localhost, is served where most clients look first.
        let all = try resolve(address.host, address)
        return all.filter { $0.family == AF_INET } + all.filter { $0.family != AF_INET }
    }

    private static func resolve(_ host: String, _ address: ListenAddress) throws(HTTPServerError) -> [Candidate] {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(address.port), &hints, &list)
        guard code == 0 else {
            throw .unknownHost(address: address.description, reason: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        var found: [Candidate] = []
        var next = list
        while let one = next?.pointee {
            let bytes = UnsafeRawBufferPointer(start: one.ai_addr, count: Int(one.ai_addrlen))
            found.append(Candidate(family: one.ai_family, bytes: Array(bytes)))
            next = one.ai_next
        }
        return found
    }

    private static func open(_ candidate: Candidate, _ address: ListenAddress) throws(HTTPServerError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(candidate.family, kind, 0)
        guard descriptor >= 0 else { throw HTTPServerError(address, call: "socket", errno: errno) }
        // So that a restart does not wait for the old connections' TIME_WAIT.
        set(SOL_SOCKET, SO_REUSEADDR, 1, on: descriptor)
        if candidate.family == AF_INET6 {
            set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, address.host.isEmpty ? 0 : 1, on: descriptor)
        }
        let bound = candidate.bytes.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
        }
        let call = bound == 0 ? "listen" : "bind"
        guard bound == 0, listen(descriptor, backlog) == 0 else {
            let code = errno
            close(descriptor)
            throw HTTPServerError(address, call: call, errno: code)
        }
        return descriptor
    }

    private static func set(_ level: Int32, _ option: Int32, _ value: Int32, on descriptor: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func name(of descriptor: Int32) -> String? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let code = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                guard getsockname(descriptor, name, &length) == 0 else { return Int32(-1) }
                return getnameinfo(
                    name, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                    NI_NUMERICHOST | NI_NUMERICSERV)
            }
        }
        guard code == 0, let number = UInt16(text(port)) else { return nil }
        return ListenAddress(host: text(host), port: number).description
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
