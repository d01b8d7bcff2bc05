import PodModel
import TestSupport
import Testing

@testable import Runtimes

@Suite struct `The version of a file` {
    @Test func `is another one after a write, and the same in a record`() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("one", to: "a")
        let first = try #require(FileVersion.of(path))
        #expect(FileVersion.of(path) == first)
        _ = try folder.write("three", to: "a")
        #expect(FileVersion.of(path) != first)
        #expect(FileVersion.of(folder.file("none")) == nil)
        #expect(FileVersion(json: first.json) == first)
        let great = FileVersion(device: .max, inode: .max, size: .max, modifiedNanoseconds: .min)
        #expect(FileVersion(json: great.json) == great)
        #expect(FileVersion(json: nil) == nil)
        #expect(FileVersion(json: .array([.int(1)])) == nil)
    }
}
