import EventLoops
import Glibc
import PodModel

/// The log of one running container.
final class ContainerLog: DescriptorHandler, TimerHandler {
    /// As much as a pipe usually holds.
    static let readSize = 65_536
    /// What each stream may add to the log. Short lines grow twentyfold by their heads, so it is the log that is counted.
    private static let bytesPerSecond = 16 << 20
    private static let retryNanoseconds: Int64 = 5_000_000_000
    /// More than the largest pipe (1 MiB) that a process may ask for without privileges.
    private static let readsAtEnd = 64

    private let id: String
    private let title: String
    private unowned let owner: LogCollector
    private let file: LogFile
    private var streams: [LogStream]
    /// Lines that are missing at this place of the file.
    private var missing: UInt64 = 0
    private var encoded: [UInt8] = []
    /// Bytes that went to the file, or would have.
    private var written = 0

    /// - Parameter readEnds: of both pipes, taken over; one that is missing is opened by name.
    init(
        _ id: String, title: String, pipes: ContainerPipes, readEnds: [Int32?], file: LogFile, _ owner: LogCollector
    ) {
        self.id = id
        self.title = title
        self.owner = owner
        self.file = file
        streams = [
            LogStream(.stdout, pipes.stdout, readEnds[0]), LogStream(.stderr, pipes.stderr, readEnds[1]),
        ]
        for tag in streams.indices { open(UInt64(tag)) }
    }

    private func open(_ tag: UInt64) {
        let stream = streams[Int(tag)]
        do throws(SystemError) {
            try stream.open(owner.loop, self, tag: tag)
            if stream.hasFailed { say(.info, "its \(stream.path) is read now") }
            stream.hasFailed = false
        } catch {
            if !stream.hasFailed {
                say(
                    .error,
                    "its \(stream.path) cannot be read (\(error)): it will block once the pipe is full; trying on")
            }
            stream.hasFailed = true
            stream.timer = owner.loop.setTimer(at: owner.loop.now + Self.retryNanoseconds, self, tag: tag)
        }
    }

    func descriptorReady(_ tag: UInt64, _ events: Readiness) {
        let stream = streams[Int(tag)]
        let before = written
        _ = read(stream)
        if written - before >= Self.readSize { pause(stream, tag, for: written - before) }
    }

    /// Reads once. Answers how many bytes there were, 0 for none or the end.
    private func read(_ stream: LogStream) -> Int {
        let count = stream.read(&owner.readBuffer)
        if count > 0 {
            let time = owner.now()
            let lines = stream.lines.add(owner.readBuffer[..<count], at: time, to: &encoded)
            append(lines: lines, at: time)
        }
        if stream.isAtEnd { endLine(stream) }
        return count
    }

    private func endLine(_ stream: LogStream) {
        let time = owner.now()
        let lines = stream.lines.finish(at: time, to: &encoded)
        append(lines: lines, at: time)
        stream.close(owner.loop)
    }

    private func pause(_ stream: LogStream, _ tag: UInt64, for bytes: Int) {
        guard stream.isOpen else { return }
        stream.listen(false, owner.loop)
        let nanoseconds = Int64(bytes) * 1_000_000_000 / Int64(Self.bytesPerSecond)
        stream.timer = owner.loop.setTimer(at: owner.loop.now + nanoseconds, self, tag: tag)
    }

    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        let stream = streams[Int(tag)]
        stream.timer = nil
        if stream.isOpen { stream.listen(true, owner.loop) } else { open(tag) }
    }

    func finish() {
        for stream in streams {
            for _ in 0..<Self.readsAtEnd where read(stream) == 0 { break }
            if !stream.isAtEnd { endLine(stream) }
        }
        file.close()
    }

    /// Leaves the pipes as they are.
    func close() {
        for stream in streams { endLine(stream) }
        file.close()
    }

    // MARK: Writing

    private func append(lines: Int, at time: Timestamp) {
        guard !encoded.isEmpty else { return }
        written += encoded.count
        let gap = missing == 0 ? [] : LogLines.entry("podprobe: \(missing) lines are missing here", .stderr, at: time)
        do throws(SystemError) {
            try file.append(gap + encoded, at: time)
            owner.counters.logBytesWritten.add(UInt64(gap.count + encoded.count))
            if missing > 0 { say(.info, "its log is written again; \(missing) lines are missing") }
            missing = 0
        } catch {
            if missing == 0 {
                say(.error, "its log \(file.path) cannot be written (\(error)): lines are dropped until it can")
            }
            missing += UInt64(lines)
            owner.counters.logLinesLost.add(UInt64(lines))
        }
        encoded.removeAll(keepingCapacity: true)
    }

    private func say(_ level: RuntimeNote.Level, _ what: String) {
        owner.note(RuntimeNote(level, "\(title): \(what)", containerID: id))
    }
}

/// One of the two pipes.
private final class LogStream {
    let path: String
    var lines: LogLines
    var timer: TimerID?
    var hasFailed = false
    private(set) var isAtEnd = false
    private var descriptor: FileDescriptor?
    private var watch: WatchID?

    init(_ stream: LogLines.Stream, _ path: String, _ readEnd: Int32?) {
        self.path = path
        lines = LogLines(stream)
        descriptor = readEnd.map { FileDescriptor($0) }
    }

    var isOpen: Bool { watch != nil }

    func open(_ loop: EventLoop, _ handler: any DescriptorHandler, tag: UInt64) throws(SystemError) {
        if descriptor == nil {
            let number = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            guard number >= 0 else { throw SystemError("open", errno) }
            descriptor = FileDescriptor(number)
        }
        guard let number = descriptor?.number else { return }
        watch = try loop.watch(number, .read, handler, tag: tag)
    }

    func read(_ buffer: inout [UInt8]) -> Int {
        guard let number = descriptor?.number else { return 0 }
        let count = Glibc.read(number, &buffer, buffer.count)
        isAtEnd = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
        return max(0, count)
    }

    /// A closed pipe with data in it is reported in any case; then there is only that much to read.
    func listen(_ listen: Bool, _ loop: EventLoop) {
        guard let watch else { return }
        do throws(SystemError) {
            try loop.change(watch, listen ? .read : [])
        } catch {
            preconditionFailure("an open pipe is watched: \(error)")
        }
    }

    func close(_ loop: EventLoop) {
        if let watch { loop.unwatch(watch) }
        if let timer { loop.cancel(timer) }
        watch = nil
        timer = nil
        descriptor = nil
    }
}
