import CLinux
import EventLoops
import Glibc
import Metrics

/// The least that a prober can do: one epoll, no allocation, no parser, no deadline. What remains is the kernel's work.
final class SocketFloor {
    private static let targets = 8000
    private static let saturation = 64

    private let isHTTP: Bool
    private let interval: Int64
    private let epoll: Int32
    private var addresses: [sockaddr_in]
    private let request: [UInt8]
    private var buffer = [UInt8](repeating: 0, count: 4096)
    /// By descriptor: whether the request was sent.
    private var isSent = [Bool](repeating: false, count: 1 << 16)
    private var next = 0
    private var inFlight = 0
    private var completed = 0
    private var odd = 0
    private var lag = Histogram(bounds: .lag)

    /// - Parameter rate: 0 keeps 64 in flight.
    init(_ workload: Workload, rate: Int) {
        isHTTP = workload == .http
        interval = rate == 0 ? 0 : 1_000_000_000 / Int64(rate)
        epoll = epoll_create1(0)
        let port = isHTTP ? TargetServer.httpPort : TargetServer.tcpPort
        addresses = (0..<Self.targets).map { loopback($0, port) }
        let lines = [
            "GET / HTTP/1.1", "Host: 127.0.1.0:18080", "User-Agent: kube-probe/1.35", "Accept: */*",
            "Connection: close",
        ]
        request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    deinit { close(epoll) }

    func run(seconds: Double) throws -> Measurement {
        clinux_set_timer_slack(1)
        var due = MonotonicTime.now()
        let measuredFrom = due + 300_000_000
        let end = measuredFrom + Int64(seconds * 1e9)
        var cpu = CPUTime.now()
        var isMeasuring = false
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let now = MonotonicTime.now()
            if now >= end { break }
            if !isMeasuring && now >= measuredFrom {
                isMeasuring = true
                completed = 0
                odd = 0
                lag = Histogram(bounds: .lag)
                cpu = CPUTime.now()
            }
            start(&due, now)
            let wait = interval == 0 ? -1 : max(0, due - .now())
            let count = clinux_epoll_wait(epoll, &events, Int32(events.count), wait)
            for index in 0..<Int(max(0, count)) { handle(events[index].data.fd, events[index].events) }
        }
        return Measurement(
            completed: completed, odd: odd, seconds: seconds, cpu: CPUTime(own: (CPUTime.now() - cpu).own, children: 0),
            lag: interval == 0 ? nil : lag.snapshot)
    }

    private func start(_ due: inout MonotonicTime, _ now: MonotonicTime) {
        if interval == 0 {
            while inFlight < Self.saturation { begin() }
            return
        }
        while due <= now && inFlight < 20_000 {
            lag.observe(nanoseconds: MonotonicTime.now() - due)
            begin()
            due = due + interval
        }
    }

    private func begin() {
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0, Int(fd) < isSent.count else { return }
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        isSent[Int(fd)] = false
        _ = withSockaddr(&addresses[next]) { connect(fd, $0, $1) }
        next = next + 1 == addresses.count ? 0 : next + 1
        var event = epoll_event(
            events: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLET.rawValue, data: epoll_data_t(fd: fd))
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)
        inFlight += 1
    }

    private func handle(_ fd: Int32, _ events: UInt32) {
        if events & EPOLLERR.rawValue != 0 { return finish(fd, good: false) }
        if !isHTTP { return finish(fd, good: true) }
        if !isSent[Int(fd)] {
            isSent[Int(fd)] = true
            send(fd, request, request.count, Int32(MSG_NOSIGNAL))
        }
        guard events & EPOLLIN.rawValue != 0 else { return }
        let count = recv(fd, &buffer, buffer.count, 0)
        if count < 0 && errno == EAGAIN { return }
        finish(fd, good: count > 12 && buffer[9] == UInt8(ascii: "2"))
    }

    private func finish(_ fd: Int32, good: Bool) {
        close(fd)
        inFlight -= 1
        completed += 1
        if !good { odd += 1 }
    }
}
