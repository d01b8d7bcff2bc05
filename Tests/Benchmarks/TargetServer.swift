import CLinux
import Glibc

/// The target of the measurement: one thread, epoll, the least that can be answered.
final class TargetServer {
    static let httpPort: UInt16 = 18_080
    static let tcpPort: UInt16 = 18_081

    struct Failure: Error { var call: String }

    private let epoll: Int32
    private let http: Int32
    private let tcp: Int32
    private let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".utf8)
    private var buffer = [UInt8](repeating: 0, count: 4096)
    /// By descriptor: whether it is a connection of the HTTP port.
    private var isHTTP = [Bool](repeating: false, count: 1 << 16)

    init() throws {
        epoll = epoll_create1(0)
        http = try Self.listener(Self.httpPort)
        tcp = try Self.listener(Self.tcpPort)
        // The parent holds the other end: when it goes away, so does the target.
        for fd in [http, tcp, STDIN_FILENO] { watch(fd, EPOLLIN.rawValue) }
        // One byte says that the target listens.
        write(STDOUT_FILENO, "r", 1)
    }

    private static func listener(_ port: UInt16) throws -> Int32 {
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(0, port)
        address.sin_addr.s_addr = 0
        let bound = withSockaddr(&address) { bind(fd, $0, $1) == 0 && listen(fd, 4096) == 0 }
        guard bound else { throw Failure(call: "bind or listen on port \(port): errno \(errno)") }
        return fd
    }

    private func watch(_ fd: Int32, _ events: UInt32) {
        var event = epoll_event(events: events, data: epoll_data_t(fd: fd))
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)
    }

    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 512)
        while true {
            let count = clinux_epoll_wait(epoll, &events, Int32(events.count), -1)
            for index in 0..<Int(max(0, count)) {
                switch events[index].data.fd {
                case http: acceptAll(http)
                case tcp: acceptAll(tcp)
                case STDIN_FILENO: return
                case let fd: serve(fd)
                }
            }
        }
    }

    private func acceptAll(_ listener: Int32) {
        while true {
            let fd = accept(listener, nil, nil)
            guard fd >= 0 else { return }
            guard Int(fd) < isHTTP.count else {
                close(fd)
                continue
            }
            isHTTP[Int(fd)] = listener == http
            if !serve(fd) { watch(fd, EPOLLIN.rawValue | EPOLLET.rawValue) }
        }
    }

    /// Answers a request and closes; closes what the other side has closed. False when there is nothing to read yet.
    @discardableResult private func serve(_ fd: Int32) -> Bool {
        let count = recv(fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 && errno == EAGAIN { return false }
        if count > 0 && isHTTP[Int(fd)] {
            send(fd, answer, answer.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        close(fd)
        return true
    }
}

/// Address number `number` of 127.0.1.0 and above.
func loopback(_ number: Int, _ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = (0x7F00_0100 + UInt32(number)).bigEndian
    return address
}

func withSockaddr<R>(_ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
