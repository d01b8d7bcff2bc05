import EventLoops
import Glibc

/// The last bytes of a regular file, read without ever waiting for a pipe or a device.
struct FileTail: Sendable {
    var bytes: [UInt8]
    /// There is more in front of them.
    var isCut: Bool
    /// What the file was like when they were read.
    var version: FileVersion

    /// - Throws: EISDIR for a folder, ENXIO for what is neither file nor folder: a device may not even be opened.
    static func read(_ path: String, atMost limit: Int) throws(SystemError) -> FileTail {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SystemError("stat", errno) }
        try check(status)
        let number = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open", errno) }
        let file = FileDescriptor(number)
        guard fstat(file.number, &status) == 0 else { throw SystemError("fstat", errno) }
        // Another file may have the name by now.
        try check(status)
        let offset = max(0, Int(status.st_size) - limit)
        return FileTail(
            bytes: try read(file.number, from: offset, limit), isCut: offset > 0, version: FileVersion(status))
    }

    private static func check(_ status: stat) throws(SystemError) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return
        case S_IFDIR: throw SystemError("read", EISDIR)
        default: throw SystemError("read", ENXIO)
        }
    }

    private static func read(_ number: Int32, from offset: Int, _ limit: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let got = bytes[count...].withUnsafeMutableBytes {
                pread(number, $0.baseAddress, $0.count, off_t(offset + count))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SystemError("read", errno) }
            if got == 0 { break }
            count += got
        }
        return Array(bytes.prefix(count))
    }

    /// As text. What the cut left of a character in front is dropped.
    var text: String { Self.text(bytes[...], isCut: isCut) }

    static func text(_ bytes: ArraySlice<UInt8>, isCut: Bool) -> String {
        let rest = isCut ? bytes.dropFirst(bytes.prefix(3).prefix { $0 & 0xC0 == 0x80 }.count) : bytes
        return String(decoding: rest, as: UTF8.self)
    }
}
