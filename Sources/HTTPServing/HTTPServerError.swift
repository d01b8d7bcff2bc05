import Glibc

/// Why the server does not listen. Its description says what to do about it.
package enum HTTPServerError: Error, Hashable, CustomStringConvertible {
    case addressInUse(String)
    case addressNotHere(String)
    case notAllowed(String)
    case unknownHost(address: String, reason: String)
    case systemCall(address: String, call: String, errno: Int32)
    case couldNotStart(address: String)
    case noThread(errno: Int32)

    init(_ address: ListenAddress, call: String, errno code: Int32) {
        self =
            switch code {
            case EADDRINUSE: .addressInUse(address.description)
            case EADDRNOTAVAIL: .addressNotHere(address.description)
            case EACCES: .notAllowed(address.description)
            default: .systemCall(address: address.description, call: call, errno: code)
            }
    }

    package var description: String {
        switch self {
        case .addressInUse(let address):
            "cannot listen on \(address): another program, perhaps another podprobe, listens there already (find it "
                + "with \"ss -ltnp\"); stop it, or choose another address with --web.listen-address"
        case .addressNotHere(let address):
            "cannot listen on \(address): this host has no such address; choose one of its own, or \":PORT\" for all, "
                + "with --web.listen-address"
        case .notAllowed(let address):
            "cannot listen on \(address): permission denied; ports below 1024 need CAP_NET_BIND_SERVICE; choose a "
                + "higher port with --web.listen-address"
        case .unknownHost(let address, let reason):
            "cannot listen on \(address): the host name does not resolve (\(reason)); give an address of this host "
                + "with --web.listen-address"
        case .systemCall(let address, let call, let code):
            "cannot listen on \(address): \(call): \(String(cString: strerror(code))) (errno \(code))"
        case .noThread(let code):
            "cannot start the HTTP server's threads: \(String(cString: strerror(code))) (errno \(code)); is there room "
                + "for three more threads (ulimit -u, the cgroup's pids.max)?"
        case .couldNotStart(let address):
            "cannot serve on \(address): libmicrohttpd did not start; is there room for one more thread and a few "
                + "more file descriptors (ulimit -u, ulimit -n)?"
        }
    }
}
