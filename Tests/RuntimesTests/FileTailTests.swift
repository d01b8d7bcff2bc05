import EventLoops
import Glibc
import TestSupport
import Testing

@testable import Runtimes

@Suite struct `The end of a file` {
    private let folder: TemporaryDirectory
    init() throws { folder = try TemporaryDirectory() }

    @Test func `is all of a short one`() throws {
        let tail = try FileTail.read(folder.write("hello", to: "a"), atMost: 5)
        #expect((tail.text, tail.isCut) == ("hello", false))
        let cut = try FileTail.read(folder.file("a"), atMost: 4)
        #expect((cut.text, cut.isCut) == ("ello", true))
    }

    @Test func `is never waited for`() throws {
        mkfifo(folder.file("pipe"), 0o600)
        for (path, code) in [
            (folder.file("pipe"), ENXIO), (folder.path, EISDIR), ("/dev/zero", ENXIO), (folder.file("none"), ENOENT),
            ("/", EISDIR),
        ] {
            let error = #expect(throws: SystemError.self) { try FileTail.read(path, atMost: 10) }
            #expect(error?.errno == code, "\(path)")
        }
    }

    @Test func `holds no half of a character in front, and shows what is no text`() {
        #expect(FileTail.text([0xA9, 0x82, 0x41][...], isCut: true) == "A")
        #expect(FileTail.text([0xA9, 0x41][...], isCut: false) == "\u{FFFD}A")
        #expect(FileTail.text([][...], isCut: true) == "")
    }
}
