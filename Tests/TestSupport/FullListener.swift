import Glibc

/// A loopback port that listens and whose queue is full, so that a further connection is neither accepted nor refused.
package final class FullListener {
    package let port: UInt16
    private var sockets: [Int32] = []

    package init() throws {
        let listener = try LoopbackListener(backlog: 0)
        port = listener.port
        sockets = [listener.descriptor]
        // The queue has room for one; on a busy machine its answer may come late, so a few more knock in any case.
        var isFull = false
        while sockets.count < 6 || (!isFull && sockets.count < 16) { isFull = !knock() }
    }

    /// Asks for one more connection; false when there is no answer.
    private func knock() -> Bool {
        let client = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        sockets.append(client)
        var address = LoopbackListener.address(port: port)
        withUnsafePointer(to: &address) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var one = pollfd(fd: client, events: Int16(POLLOUT), revents: 0)
        return poll(&one, 1, 100) == 1
    }

    /// Closes the port: the next knock, which the kernel makes after a second, is refused.
    package func stop() {
        for one in sockets { close(one) }
        sockets = []
    }

    deinit { stop() }
}
