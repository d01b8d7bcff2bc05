import TestSupport
import Testing

/// A row of Tests/ScenarioTests/rows.tsv.
private struct Row {
    var id: String
    var what: String
    /// "both", or "pure: why it cannot be seen from outside".
    var tested: String
}

private func rows() throws -> [Row] {
    try Repository.text(of: "Tests/ScenarioTests/rows.tsv").split(separator: "\n").dropFirst().map { line in
        let cells = line.split(separator: "\t").map(String.init)
        try #require(cells.count == 3, "three cells in: \(line)")
        return Row(id: cells[0], what: cells[1], tested: cells[2])
    }
}

/// The ids that tests' names begin with, and the file of each.
private func carriedIDs() throws -> [(id: String, file: String)] {
    try Repository.files(under: "Tests", endings: [".swift"]).flatMap { file in
        try Repository.text(of: file).matches(of: /func\s+`((?:[A-Z]\d\d )+)/).flatMap { match in
            match.1.split(separator: " ").map { (String($0), file) }
        }
    }
}

@Suite struct `The table of scenarios` {
    @Test func `has a test in virtual time or on its own for each row`() throws {
        let pure = Set(try carriedIDs().filter { !$0.file.contains("AcceptanceTests") }.map(\.id))
        for row in try rows() {
            #expect(pure.contains(row.id), "\(row.id) (\(row.what)) has no pure test")
        }
    }

    @Test func `knows every id that a test carries`() throws {
        let known = Set(try rows().map(\.id))
        for (id, file) in try carriedIDs() { #expect(known.contains(id), "\(file): \(id) is no row") }
    }

    @Test func `has a test of the real binary for each row that can be seen from outside`() throws {
        let outside = Set(try carriedIDs().filter { $0.file.contains("AcceptanceTests") }.map(\.id))
        for row in try rows() where !row.tested.hasPrefix("pure: ") {
            #expect(row.tested == "both", "\(row.id): write both, or pure: and why")
            #expect(outside.contains(row.id), "\(row.id) (\(row.what)) has no test of the real binary")
        }
    }

    @Test func `is a page that shows every row as passed`() throws {
        let page = try Repository.text(of: "Sources/podprobe/Documentation.docc/Scenarios.md")
        for row in try rows() {
            let line = page.split(separator: "\n").first { $0.hasPrefix("| \(row.id) |") }
            #expect(line?.contains(" | yes | ") == true, "\(row.id): run deploy/test, then deploy/scenarios")
        }
    }
}
