import Testing

@testable import Manifests

@Suite struct `A file's documents` {
    private func documents(_ text: String) throws -> [String] {
        try SourceText(Array(text.utf8)).documents.map { "\($0.firstLine): \($0.lines.joined(separator: "|"))" }
    }

    @Test func `are cut at their marks, each with its first line`() throws {
        #expect(try documents("a\n---\nb\n--- # c\nc\n...\nd\n") == ["1: a", "2: ---|b", "4: --- # c|c|...", "7: d|"])
    }

    @Test func `do not count when they hold only comments`() throws {
        #expect(try documents("# a\n---\n---\n \t\n---\nb\n---\n# c\n") == ["5: ---|b"])
        #expect(try documents("# a\n%YAML 1.1\n---\nb") == ["1: # a|%YAML 1.1|---|b"])
    }

    @Test func `are not cut at what only looks like a mark`() throws {
        #expect(
            try documents("a: |\n  ---\n  b\n----\n---c") == [
                "1: a: |||  ---|  b|----|---c".replacing("|||", with: "|" + "|")
            ])
    }

    @Test func `hold content on the line of their mark`() throws {
        #expect(try documents("--- {a: b}\n--- c") == ["1: --- {a: b}", "2: --- c"])
    }
}
