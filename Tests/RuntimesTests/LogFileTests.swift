import EventLoops
import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

@Suite struct `A log file` {
    private let folder: TemporaryDirectory
    private var path: String { folder.file("0.log") }
    init() throws { folder = try TemporaryDirectory() }

    private func append(_ file: LogFile, _ text: String, second: Int64 = 0) throws {
        try file.append(Array(text.utf8), at: Timestamp(nanoseconds: second * 1_000_000_000))
    }

    @Test func `is appended to, also by the next podprobe`() throws {
        try append(LogFile(path: path), "a\n")
        try append(LogFile(path: path), "b\n")
        #expect(Path.text(path) == "a\nb\n")
    }

    @Test func `is rotated by size, and only so many are kept`() throws {
        let file = LogFile(path: path, limits: LogFile.Limits(bytes: 4, files: 3))
        for (second, text) in ["a\n", "b\n", "c\n", "d\n", "e\n", "f\n", "ggggggg\n", "h\n"].enumerated() {
            try append(file, text, second: Int64(second))
        }
        let names = Path.entries(folder.path).sorted()
        #expect(names == ["0.log", "0.log.19700101000006000000000", "0.log.19700101000007000000000"])
        #expect(names.map { Path.text(folder.file($0)) } == ["h\n", "e\nf\n", "ggggggg\n"])
        try append(LogFile(path: path, limits: LogFile.Limits(bytes: 4, files: 3)), "i\n", second: 9)
        #expect(Path.text(path) == "h\ni\n")
    }

    @Test func `is made anew when somebody removed it`() throws {
        let file = LogFile(path: path)
        try append(file, "a\n")
        unlink(path)
        try append(file, "b\n")
        #expect(Path.text(path) == "b\n")
    }

    @Test func `is there for a container that was silent while the log of the one before it was removed`() throws {
        let root = folder.file("logs")
        try Path.makeFolder(root + "/pod/container")
        let file = LogFile(path: root + "/pod/container/1.log")
        LogFile.remove(root + "/pod/container/0.log", below: root)
        #expect(Path.entries(root).isEmpty)
        try append(file, "a\n")
        #expect(Path.text(root + "/pod/container/1.log") == "a\n")
    }

    @Test func `says why it cannot be written, and is tried again`() throws {
        mkdir(path, 0o700)
        let file = LogFile(path: path)
        #expect(throws: SystemError("open", EISDIR)) { try append(file, "a\n") }
        rmdir(path)
        try append(file, "b\n")
        #expect(Path.text(path) == "b\n")
    }

    @Test func `on a full disk says so`() throws {
        #expect(throws: SystemError("write", ENOSPC)) {
            try LogFile(path: "/dev/full").append([10], at: Timestamp(nanoseconds: 0))
        }
    }

    @Test func `is removed with what was rotated from it, and no other`() throws {
        let root = folder.file("logs")
        try Path.makeFolder(root + "/pod/container")
        for name in ["0.log", "0.log.1", "0.log.2", "10.log"] {
            try Path.replace(root + "/pod/container/" + name, "x")
        }
        LogFile.remove(root + "/pod/container/0.log", below: root)
        #expect(Path.entries(root + "/pod/container") == ["10.log"])
        LogFile.remove(root + "/pod/container/10.log", below: root)
        #expect(Path.entries(root).isEmpty)
        #expect(access(root, F_OK) == 0)
    }
}
