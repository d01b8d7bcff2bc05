import EventLoops
import Glibc
import Testing

/// Calls a closure for each event and timer.
final class Listener: DescriptorHandler, TimerHandler {
    var onReady: (UInt64, Readiness) -> Void = { _, _ in }
    var onTimer: (UInt64, MonotonicTime) -> Void = { _, _ in }

    func descriptorReady(_ tag: UInt64, _ events: Readiness) { onReady(tag, events) }
    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) { onTimer(tag, dueAt) }
}

/// A non-blocking pipe.
struct Pipe: ~Copyable, Sendable {
    let reader: FileDescriptor
    let writer: FileDescriptor

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        reader = FileDescriptor(ends[0])
        writer = FileDescriptor(ends[1])
    }

    func send(_ bytes: [UInt8] = [1]) { _ = write(writer.number, bytes, bytes.count) }
    /// Bytes that were waiting.
    @discardableResult func drain() -> Int {
        var bytes = [UInt8](repeating: 0, count: 1024)
        return max(0, read(reader.number, &bytes, bytes.count))
    }

    consuming func closeWriter() -> FileDescriptor { reader }
}

extension EventLoop {
    /// Runs until a handler stops it; a test that forgets to is ended and recorded.
    func runGuarded() {
        let guardian = Listener()
        guardian.onTimer = { [unowned self] _, _ in
            Issue.record("the loop was not stopped within 20 s")
            stop()
        }
        let timer = setTimer(at: .now() + 20_000_000_000, guardian, tag: 0)
        run()
        cancel(timer)
    }

    /// Calls `body` in some later turn, after the events of a turn that found everything ready.
    func later(_ milliseconds: Int64 = 5, _ body: @escaping () -> Void) {
        let listener = Listener()
        listener.onTimer = { _, _ in body() }
        _ = setTimer(at: .now() + milliseconds * 1_000_000, listener, tag: 0)
    }
}

/// Holds other threads until it is opened.
final class Gate: Sendable {
    private let pipe: Pipe

    init() throws { pipe = try Pipe() }

    func open() { pipe.send() }
    func close() { pipe.drain() }

    func pass() {
        var one = pollfd(fd: pipe.reader.number, events: Int16(POLLIN), revents: 0)
        while poll(&one, 1, -1) != 1 {}
    }
}
