import EventLoops
import Glibc
import PodModel

/// One state of a file. When two of them are equal, nobody wrote the file in between.
struct FileVersion: Sendable, Equatable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var modifiedNanoseconds: Int64

    init(device: UInt64, inode: UInt64, size: Int64, modifiedNanoseconds: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modifiedNanoseconds = modifiedNanoseconds
    }

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedNanoseconds = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }

    /// nil for a file that cannot be looked at, most often because it is not there.
    static func of(_ path: String) -> FileVersion? {
        var status = stat()
        return stat(path, &status) == 0 ? FileVersion(status) : nil
    }

    var json: JSONValue {
        .array(
            [Int64(bitPattern: device), Int64(bitPattern: inode), size, modifiedNanoseconds].map { .int($0) })
    }

    init?(json: JSONValue?) {
        guard case .array(let items)? = json else { return nil }
        let numbers = items.compactMap { if case .int(let number) = $0 { number } else { nil } }
        guard numbers.count == 4 else { return nil }
        self.init(
            device: UInt64(bitPattern: numbers[0]), inode: UInt64(bitPattern: numbers[1]), size: numbers[2],
            modifiedNanoseconds: numbers[3])
    }
}
