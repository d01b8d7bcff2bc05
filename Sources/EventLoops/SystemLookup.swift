import Glibc

/// The system's way from a name to addresses (hosts file, DNS, whatever nsswitch.conf says). Blocks, for many seconds
/// when a name server is silent.
enum SystemLookup {
    /// In the order in which the system would try them (RFC 6724), each once.
    static func addresses(of host: String) -> Result<[IPAddress], ResolveError> {
        guard !host.isEmpty, !host.utf8.contains(0) else {
            return .failure(ResolveError(host: host, reason: .notFound, message: "not a host name"))
        }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failure(error(host, code, errno)) }
        defer { freeaddrinfo(list) }
        return .success(addresses(in: list))
    }

    private static func addresses(in list: UnsafeMutablePointer<addrinfo>?) -> [IPAddress] {
        var found: [IPAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr.flatMap({ IPAddress($0) }), !found.contains(address) {
                found.append(address)
            }
            next = entry.pointee.ai_next
        }
        return found
    }

    private static func error(_ host: String, _ code: Int32, _ number: Int32) -> ResolveError {
        let cause = SystemError("getaddrinfo", number)
        let text = String(cString: gai_strerror(code))
        return switch code {
        case EAI_SYSTEM:
            ResolveError(
                host: host, reason: cause.isLocalTrouble ? .localTrouble : .serviceFailed, message: cause.description)
        case EAI_MEMORY: ResolveError(host: host, reason: .localTrouble, message: text)
        case EAI_AGAIN, EAI_FAIL: ResolveError(host: host, reason: .serviceFailed, message: text)
        default: ResolveError(host: host, reason: .notFound, message: text)
        }
    }
}
