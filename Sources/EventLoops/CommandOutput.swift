import CLinux
import Glibc

/// One output of a command: keeps what fits the limit, and reads and drops the rest. To stop reading would block the
/// command for ever, and to close early would kill it with SIGPIPE: both change the verdict (engine-measurements 4).
final class CommandOutput {
    private enum Reading { case some, nothing, end }
    /// What one drain may read: a pipe usually holds 64 KiB, and a process that goes on writing must not keep us.
    private static let readsOfDrain = 16

    private(set) var bytes: [UInt8] = []
    private let limit: Int
    private let loop: EventLoop
    private var descriptor: FileDescriptor?
    private var watch: WatchID?

    /// - Parameter descriptor: a read end that does not block.
    init(_ descriptor: consuming FileDescriptor, limit: Int, loop: EventLoop) {
        self.descriptor = consume descriptor
        self.limit = limit
        self.loop = loop
    }

    func watch(_ handler: any DescriptorHandler, tag: UInt64) throws(SystemError) {
        guard let number = number else { return }
        watch = try loop.watch(number, .read, handler, tag: tag)
    }

    private var number: Int32? { descriptor?.number }

    /// One read, so that a command which floods its output leaves the others their turn.
    func read(_ buffer: inout [UInt8]) {
        if readOnce(&buffer) == .end { close() }
    }

    /// Takes what is in the pipe now. Its end is not waited for: a grandchild may hold it open for ever.
    func drain(_ buffer: inout [UInt8]) {
        for _ in 0..<Self.readsOfDrain where readOnce(&buffer) != .some { break }
        close()
    }

    private func readOnce(_ buffer: inout [UInt8]) -> Reading {
        guard let number else { return .end }
        let count = Glibc.read(number, &buffer, buffer.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR ? .nothing : .end }
        bytes += buffer[..<min(count, limit - bytes.count)]
        return count == 0 ? .end : .some
    }

    func close() {
        if let watch { loop.unwatch(watch) }
        watch = nil
        descriptor = nil
    }
}
