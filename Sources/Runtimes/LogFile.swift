import EventLoops
import Glibc
import PodModel

/// One container's log on disk: appended to, and rotated by size as the kubelet does (10 MiB, 5 files).
///
/// `0.log` is the one that is written; older ones have the time of their rotation after the name, so that they sort.
final class LogFile {
    struct Limits: Sendable {
        var bytes = 10 << 20
        var files = 5
    }

    let path: String
    private let limits: Limits
    private var file: FileDescriptor?
    private var size = 0

    init(path: String, limits: Limits = Limits()) {
        self.path = path
        self.limits = limits
    }

    /// Appends whole lines, all or nothing. The file is opened as needed, and opened anew after somebody removed it or its folder;
    /// so after an error the next call simply tries again.
    func append(_ lines: [UInt8], at time: Timestamp) throws(SystemError) {
        var number = try openIfNeeded()
        if size > 0, size + lines.count > limits.bytes { number = try rotate(at: time) }
        var written = 0
        while written < lines.count {
            let count = lines[written...].withUnsafeBytes { write(number, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                let error = SystemError("write", errno)
                // Half a line would spoil the next one.
                ftruncate(number, size)
                throw error
            }
        }
        size += written
    }

    func close() { file = nil }

    private func openIfNeeded() throws(SystemError) -> Int32 {
        var status = stat()
        if let number = file?.number, fstat(number, &status) == 0, status.st_nlink > 0 { return number }
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC
        var number = open(path, flags, 0o640)
        if number < 0, errno == ENOENT {
            // The folder went with the log of an older instance, because this one had written nothing yet.
            try Path.makeFolder(Path.parent(path))
            number = open(path, flags, 0o640)
        }
        guard number >= 0 else { throw SystemError("open", errno) }
        file = FileDescriptor(number)
        size = fstat(number, &status) == 0 ? Int(status.st_size) : 0
        return number
    }

    private func rotate(at time: Timestamp) throws(SystemError) -> Int32 {
        let stamp = time.rfc3339Nano.filter(\.isNumber)
        guard rename(path, "\(path).\(stamp)") == 0 else { throw SystemError("rename", errno) }
        file = nil
        for old in Self.rotated(path).dropLast(limits.files - 1) { unlink(old) }
        return try openIfNeeded()
    }

    /// Every rotated file of that log, oldest first.
    private static func rotated(_ path: String) -> [String] {
        let folder = Path.parent(path)
        let name = Path.name(path) + "."
        return Path.entries(folder).filter { $0.hasPrefix(name) }.sorted().map { "\(folder)/\($0)" }
    }

    /// Removes that log and its rotated files, and the folders above that hold nothing any more.
    static func remove(_ path: String, below root: String) {
        for old in rotated(path) { unlink(old) }
        unlink(path)
        var folder = Path.parent(path)
        while folder.count > root.count, rmdir(folder) == 0 { folder = Path.parent(folder) }
    }
}
