import PodModel
import Testing

@testable import Manifests

@Suite struct `Block texts` {
    @Test func `are found with what they hold`() {
        let lines = [
            "a: |", "  x: y", "", "  - z", "b: c", "- |-", "  in", "- d: >2", "    in", "  e: f", "- g: | # why",
            "   in",
            "h: a | b",
        ]
        #expect(BlockTexts.insides(of: lines).sorted() == [1, 2, 3, 6, 8, 11])
    }
}

@Suite struct `Pairs of escapes in JSON` {
    @Test func `become one`() {
        #expect(
            JSONEscapes.joinSurrogates(#"{"a": "\ud83d\ude00 \\ud83d\ude00"}"#) == #"{"a": "\U0001f600 \\ud83d\ude00"}"#
        )
    }

    @Test func `are let be in YAML, where they mean themselves`() {
        #expect(JSONEscapes.joinSurrogates(#"a: '\ud83d\ude00'"#) == #"a: '\ud83d\ude00'"#)
    }
}

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

@Suite struct `The lines of fields` {
    @Test func `are those of the nearest thing that is there`() {
        var map = LineMap(first: 1)
        let container = FieldPath("spec").field("containers").index(0)
        map.set(FieldPath("spec"), 3)
        map.set(container, 5)
        map.set(container.field("resources").field("limits").key("cpu"), 9)
        #expect(map.line(of: container.field("image")) == 5)
        #expect(map.line(of: container.field("resources").field("limits").field("cpu")) == 9)
        #expect(map.line(of: FieldPath("metadata").field("name")) == 1)
        map.set(container.field("env"), 9)
        map.set(container.field("ports"), 9)
        #expect(map.path(at: 9, of: "ports") == container.field("ports"))
        #expect(map.path(at: 9, of: "nothing") == container.field("env"))
        #expect(map.path(at: 4, of: "x") == nil)
    }
}

@Suite struct `FNV-1a of 128 bits` {
    /// The vectors of the algorithm's authors.
    @Test(arguments: [
        ("", "6c62272e07bb014262b821756295c58d"), ("a", "d228cb696f1a8caf78912b704e4a8964"),
        ("foobar", "343e1662793c64bf6f0d3597ba446f18"),
    ]) func `is that of the others`(text: String, hex: String) {
        var hash = FNV128()
        hash.add(text)
        #expect(hash.hex == hex)
    }
}
