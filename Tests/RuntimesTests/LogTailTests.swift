import TestSupport
import Testing

@testable import Runtimes

@Suite struct `The end of a log` {
    private let folder: TemporaryDirectory
    init() throws { folder = try TemporaryDirectory() }

    private func text(_ log: String) throws -> String { LogTail.text(try folder.write(log, to: "log")) }
    private let head = "2026-11-26T00:36:09.000000001Z stdout"

    @Test func `is what was written, without times and tags`() throws {
        #expect(try text("\(head) F a b  c\n\(head) F \n\(head) F d\n") == "a b  c\n\nd\n")
    }

    @Test func `has a line in pieces as one`() throws {
        #expect(try text("\(head) P ab\n\(head) P cd\n\(head) F e\n") == "abcde\n")
    }

    @Test func `leaves out what is no entry`() throws {
        #expect(try text("rubbish\n\(head) F a\n\(head) F half") == "a\n")
        #expect(try text("") == "")
        #expect(LogTail.text(folder.file("none")) == "")
    }

    @Test func `is found behind entries of any length`() throws {
        for length in [1, 100, 2_047, 2_048, 16_384] {
            let line = String(repeating: "y", count: length)
            let log = (0..<200).map { _ in "\(head) F \(line)\n" }.joined()
            let whole = String(repeating: line + "\n", count: 80)
            #expect(try text(log) == String(whole.suffix(2_048)), "\(length)")
        }
    }
}
