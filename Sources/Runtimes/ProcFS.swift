import Glibc

/// Reads `/proc`. A process that is gone, or that we may not look at, is nil. Not for several threads: the buffer is
/// used again for every file.
struct ProcFS {
    /// An environment may be 2 MiB, and the mark that is searched in it may be anywhere.
    private static let largestFile = 2 << 20

    private let root: String
    private var buffer = [UInt8](repeating: 0, count: 8_192)

    init(root: String = "/proc") { self.root = root }

    /// Says which boot the machine's start times belong to.
    mutating func bootID() -> String {
        read("sys/kernel/random/boot_id").map { String(decoding: $0.filter { $0 > 0x20 }, as: UTF8.self) } ?? ""
    }

    mutating func processes() -> [ProcessStat] {
        Path.entries(root).compactMap { Int32($0) }.compactMap { process($0) }
    }

    mutating func process(_ pid: Int32) -> ProcessStat? { read("\(pid)/stat").flatMap { ProcessStat(parsing: $0) } }

    /// The value of `name` in the environment that the process was started with.
    mutating func environment(_ pid: Int32, _ name: String) -> String? {
        guard let bytes = read("\(pid)/environ") else { return nil }
        let wanted = Array((name + "=").utf8)
        for entry in bytes.split(separator: 0) where entry.starts(with: wanted) {
            return String(decoding: entry.dropFirst(wanted.count), as: UTF8.self)
        }
        return nil
    }

    struct Memory: Sendable, Equatable {
        var anonymous: UInt64
        var shared: UInt64
        var swap: UInt64
    }

    /// Bytes. A kernel thread and a zombie have none of it.
    mutating func memory(_ pid: Int32) -> Memory? {
        guard let bytes = read("\(pid)/status"), let anonymous = Decimal.field("RssAnon:", in: bytes) else {
            return nil
        }
        return Memory(
            anonymous: anonymous << 10, shared: (Decimal.field("RssShmem:", in: bytes) ?? 0) << 10,
            swap: (Decimal.field("VmSwap:", in: bytes) ?? 0) << 10)
    }

    struct InputOutput: Sendable, Equatable {
        var readBytes: UInt64
        var writtenBytes: UInt64
        var reads: UInt64
        var writes: UInt64
    }

    /// Bytes that went to and came from storage, and the calls that asked for any; with those of children that were
    /// waited for. Needs the right to trace the process.
    mutating func inputOutput(_ pid: Int32) -> InputOutput? {
        guard let bytes = read("\(pid)/io"), let read = Decimal.field("read_bytes:", in: bytes),
            let written = Decimal.field("write_bytes:", in: bytes), let reads = Decimal.field("syscr:", in: bytes),
            let writes = Decimal.field("syscw:", in: bytes)
        else { return nil }
        return InputOutput(readBytes: read, writtenBytes: written, reads: reads, writes: writes)
    }

    /// Open descriptors. Since 6.2 the folder's size is their number; before, it is 0 and they have to be counted.
    func descriptors(_ pid: Int32) -> UInt64? {
        let path = "\(root)/\(pid)/fd"
        var status = stat()
        guard stat(path, &status) == 0, access(path, R_OK) == 0 else { return nil }
        return status.st_size > 0 ? UInt64(status.st_size) : UInt64(Path.entries(path).count)
    }

    private mutating func read(_ name: String) -> ArraySlice<UInt8>? {
        let fd = open("\(root)/\(name)", O_RDONLY | O_CLOEXEC)
        guard fd >= 0 else { return nil }
        defer { close(fd) }
        var filled = 0
        while true {
            let space = buffer.count - filled
            let count = buffer.withUnsafeMutableBytes { Glibc.read(fd, $0.baseAddress?.advanced(by: filled), space) }
            guard count >= 0 else { return nil }
            filled += count
            if count == 0 { return buffer[..<filled] }
            guard filled == buffer.count else { continue }
            if buffer.count >= Self.largestFile { return buffer[..<filled] }
            buffer += [UInt8](repeating: 0, count: buffer.count)
        }
    }
}
