import Testing

@testable import Manifests

@Suite struct `A file that is no manifest` {
    static let files: [([UInt8], String)] = [
        ([], "f: error: the file is empty: write a manifest of kind Pod into it, or remove it"),
        (Array("a: b\nc: \0".utf8), "f:2: error: this is not a text file: it holds the byte 0x00"),
        ([0x61, 0x0A, 0xC3, 0x28], "f:2: error: this is not a text file: its bytes are not UTF-8"),
        ([0xFF, 0xFE, 0x61, 0], "f:1: error: the file is in UTF-16: save it as UTF-8"),
        (Array("# nothing\n\n---\n".utf8), "f: error: the file holds no manifest, only comments and blank lines"),
    ]

    @Test(arguments: files) func `says what it is`(bytes: [UInt8], said: String) {
        #expect(ManifestParser(file: "f").parse(bytes).issues.map(\.description) == [said])
    }

    @Test(arguments: ["# Title\n\nSome words: [a\n\t- and more\n", "just words", "{}", "- a\n- b\n", "a: [b"])
    func `such as a README is told so once`(text: String) {
        let said = issues(text)
        #expect(
            said.count == 1 && said[0].contains("this is no manifest: nothing in it is called apiVersion"), "\(said)")
    }

    @Test func `may begin with the mark of UTF-8 and have Windows' line ends`() {
        let text = "\u{FEFF}" + GoodManifest.resources.replacing("\n", with: "\r\n")
        #expect(issues(text) == issues(GoodManifest.resources))
        #expect(!issues(text).contains { $0.contains("error") })
    }
}

@Suite struct `A manifest that wants too much` {
    private static let bomb =
        "apiVersion: v1\nkind: Pod\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + zip("bcdefghi", "abcdefgh").map { name, before in
            "\(name): &\(name) [\(Array(repeating: "*\(before)", count: 9).joined(separator: ", "))]\n"
        }.joined()

    @Test func `by aliases of aliases is cut off`() {
        let said = issues(Self.bomb)
        #expect(said.count == 1 && said[0].contains("more than 200000 values"), "\(said)")
    }

    @Test(arguments: ["? *i\n: x\n", "*i : x\n", "spec: {*i : x}\n", "spec: {[*i]: x}\n", "? [*h, *i]\n"])
    func `by a key of such aliases is refused without being compared`(line: String) {
        let said = issues(Self.bomb + line)
        #expect(said.contains { $0.contains("a field's name must be a plain word") }, "\(said)")
    }

    @Test func `by merging such aliases is cut off`() {
        let text =
            "kind: Pod\na: &a {a: 1, b: 1}\n"
            + (0..<40).map { "m\($0): &m\($0) {x: *m\($0 - 1), y: *m\($0 - 1)}\n".replacing("*m-1", with: "*a") }
            .joined()
            + "spec: {<<: [*m39, *m39]}\n"
        #expect(issues(text).contains { $0.contains("more than 200000 values") || $0.contains("nested more") })
    }

    @Test(arguments: [65, 900, 5_000, 200_000]) func `by nesting is refused`(depth: Int) {
        let text = "kind: Pod\nspec: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let said = issues(text)
        #expect(!said.isEmpty && said.allSatisfy { $0.contains("error") }, "\(said.prefix(3))")
        #expect(said.allSatisfy { $0.contains("no field of a Pod is") }, "\(said.prefix(3))")
    }

    @Test func `by nested dashes is refused`() {
        #expect(!issues("kind: Pod\nspec:\n" + String(repeating: "- ", count: 50_000) + "a\n").isEmpty)
    }

    @Test func `by a million documents is read until there are mistakes enough`() {
        let text = String(repeating: "---\nkind: Pod\n", count: 100_000)
        let said = ManifestParser(file: "f").parse(text).issues
        #expect(said.count == 502)
        #expect(said.last?.message == "the file was only read up to here: mend the mistakes above first")
    }

    @Test(arguments: [
        ("kind Pod", true), ("  - KIND: x", true), ("{\"spec\"", true), ("apiversion", true), ("x metadata: y", true),
        ("specs", false), ("a kind word", false), ("mankind", false), ("kin", false), ("", false),
    ]) func `is told from a log by its words`(line: String, isLikely: Bool) {
        #expect(ManifestLook.isLikely(SourceDocument(firstLine: 1, lines: ["", line])) == isLikely)
    }

    @Test func `by a million mistakes gets the first of them and their number`() {
        let text = "apiVersion: v1\nkind: Pod\n" + (1...3_000).map { "wrong\($0): 1\n" }.joined()
        let said = ManifestParser(file: "f").parse(text).issues
        #expect(said.count == 501)
        #expect(said.last?.message == "and 2501 more mistakes" || said.last?.message == "and 2502 more mistakes")
    }
}
