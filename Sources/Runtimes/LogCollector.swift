import EventLoops
import Glibc
import PodModel

/// The log thread's world: reads what containers write and appends it to their log files.
///
/// A thread of its own, since a disk may block. A container whose log grows faster than 16 MiB/s (or than the disk takes it)
/// blocks in its write; nothing of it is dropped. Only while the disk refuses to take lines are they dropped, so that a full disk
/// does not stop the containers; the log then says how many, at the place where they are missing.
final class LogCollector {
    let loop: EventLoop
    let counters: ProcessRuntimeCounters
    let note: @Sendable (RuntimeNote) -> Void
    let now: @Sendable () -> Timestamp
    private let limits: LogFile.Limits
    private var logs: [String: ContainerLog] = [:]
    /// One for all streams.
    var readBuffer = [UInt8](repeating: 0, count: ContainerLog.readSize)

    init(
        _ loop: EventLoop, limits: LogFile.Limits, counters: ProcessRuntimeCounters,
        now: @escaping @Sendable () -> Timestamp, note: @escaping @Sendable (RuntimeNote) -> Void
    ) {
        self.loop = loop
        self.limits = limits
        self.counters = counters
        self.now = now
        self.note = note
    }

    /// Begins to read the pipes of a container that starts, or of one that still runs after a crash of podprobe.
    /// - Parameter title: "container web of pod default/shop", for notes.
    func open(_ id: String, title: String, pipes: ContainerPipes, readEnds: [Int32?], logPath: String) {
        logs[id]?.finish()
        let file = LogFile(path: logPath, limits: limits)
        logs[id] = ContainerLog(id, title: title, pipes: pipes, readEnds: readEnds, file: file, self)
    }

    /// All processes of the container are gone: what is still in the pipes is all that there will be.
    func finish(_ id: String) { logs.removeValue(forKey: id)?.finish() }

    func remove(_ id: String, logPath: String, below root: String) {
        finish(id)
        LogFile.remove(logPath, below: root)
    }

    /// Podprobe ends: containers that run on keep their pipes, and the next podprobe reads on.
    func end() {
        for log in logs.values { log.close() }
        logs = [:]
    }
}

/// Where a container's two outputs go: named pipes, so that another podprobe can open them again.
struct ContainerPipes: Sendable, Equatable {
    var stdout: String
    var stderr: String

    init(folder: String) {
        stdout = folder + "/stdout"
        stderr = folder + "/stderr"
    }

    func make() throws(SystemError) {
        for path in [stdout, stderr] where mkfifo(path, 0o600) != 0 && errno != EEXIST {
            throw SystemError("mkfifo", errno)
        }
    }

    /// Opens both for us. A pipe forgets what is in it when nobody has it open, so this comes before the container can write
    /// and end. nil where that fails.
    func openReadEnds() -> [Int32?] {
        [stdout, stderr].map { path in
            let number = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            return number >= 0 ? number : nil
        }
    }

    /// Opens one for the container, for reading too: so there always is a reader, and podprobe's end never raises SIGPIPE.
    static func openForContainer(_ path: String) throws(SystemError) -> FileDescriptor {
        let number = open(path, O_RDWR | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open", errno) }
        return FileDescriptor(number)
    }
}
