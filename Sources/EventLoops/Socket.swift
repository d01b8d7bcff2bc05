import Glibc

/// A connection that was begun, and how far it has come.
package struct ConnectAttempt: ~Copyable, Sendable {
    /// False while the handshake is under way: the descriptor becomes writable when it has ended, and ``Socket/error(_:)`` says how.
    package let isConnected: Bool
    /// How long `connect` itself took. Above ``Socket/slowConnectNanoseconds`` it searched for a free port: our trouble, not the
    /// target's.
    package let callNanoseconds: Int64
    private let descriptor: FileDescriptor

    init(_ descriptor: consuming FileDescriptor, isConnected: Bool, callNanoseconds: Int64) {
        self.descriptor = descriptor
        self.isConnected = isConnected
        self.callNanoseconds = callNanoseconds
    }

    /// The socket, which is the caller's from here on.
    package consuming func take() -> FileDescriptor { descriptor }
}

/// Non-blocking TCP sockets.
package enum Socket {
    /// A `connect` that takes longer than this is local trouble (engine-measurements 3: 3 ms once the ports to one target are
    /// used up, 10 µs before).
    package static let slowConnectNanoseconds: Int64 = 1_000_000

    /// Begins to connect.
    /// - Parameter linger0: closing resets the connection, so that no port is left in TIME_WAIT (engine-measurements 3; never
    ///   with seconds, which makes `close` block).
    /// - Throws: what `socket` or `connect` said at once: a refusal, an unreachable network, or local trouble.
    package static func connectTCP(
        to address: IPAddress, port: UInt16, linger0: Bool
    ) throws(SystemError) -> ConnectAttempt {
        let flags = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, flags, 0)
        guard number >= 0 else { throw .last("socket") }
        let descriptor = FileDescriptor(number)
        if linger0 { setLinger0(number) }
        let begin = MonotonicTime.now()
        let code = address.withSocketAddress(port: port) { connect(number, $0, $1) == 0 ? 0 : errno }
        let took = MonotonicTime.now() - begin
        guard code == 0 || code == EINPROGRESS else { throw SystemError("connect", code) }
        return ConnectAttempt(descriptor, isConnected: code == 0, callNanoseconds: took)
    }

    /// The error that waits on a socket, such as how its connect ended; 0 for none. Reading it clears it.
    package static func error(_ fd: Int32) -> Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
    }

    /// Makes closing `fd` reset its connection, which leaves nothing behind on either side.
    package static func setLinger0(_ fd: Int32) {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }
}
