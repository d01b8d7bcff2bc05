import Testing

@testable import Manifests

@Suite struct `A key that is there twice` {
    private func mark(_ text: String, _ key: String, _ line: Int, _ column: Int) -> (Int?, [String]) {
        var document = SourceDocument(firstLine: 1, lines: text.split(separator: "\n").map(String.init))
        let found = DuplicateKey.mark(key, line: line, column: column, in: &document)
        return (found, document.lines)
    }

    @Test func `is marked in its own mapping only`() {
        let (line, lines) = mark("- a: 1\n  b:\n    a: 2\n  a: 3\n- a: 4", "a", 1, 3)
        #expect(line == 4)
        #expect(lines[3] == "  \(DuplicateKey.mark)4a: 3")
        #expect(mark("- a: 1\n- a: 4", "a", 1, 3).0 == nil)
    }
}
