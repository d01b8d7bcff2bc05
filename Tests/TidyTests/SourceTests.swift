import TestSupport
import Testing

private let swiftFiles =
    Repository.files(under: "Sources", endings: [".swift", ".h", ".c"])
    + Repository.files(under: "Tests", endings: [".swift"])

/// Lines of `file` that hold one of `words`, with their numbers.
private func lines(of file: String, holding words: [String]) throws -> [(number: Int, text: String)] {
    try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .filter { _, line in words.contains { line.contains($0) } }
        .map { ($0 + 1, String($1)) }
}

@Suite struct `The sources` {
    @Test(arguments: swiftFiles) func `stay short enough to have one subject`(file: String) throws {
        let count = try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(count <= 350, "\(file) has \(count) lines: split it by subject")
    }

    @Test(arguments: swiftFiles.filter { !$0.contains("TidyTests") }) func `hold no reminders and no stubs`(
        file: String
    ) throws {
        let words = [
            "TO" + "DO", "FIX" + "ME", "XX" + "X", "not " + "implemented", "unimple" + "mented", "fatalError" + "()",
        ]
        for line in try lines(of: file, holding: words) { Issue.record("\(file):\(line.number): \(line.text)") }
    }

    @Test(arguments: swiftFiles.filter { $0.hasPrefix("Sources/") })
    func `say why where the compiler is told to trust us`(
        file: String
    ) throws {
        let text = try Repository.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        for line in try lines(of: file, holding: ["@unchecked Sendable", "nonisolated(unsafe)", "try!", "as!"]) {
            let near = text[max(0, line.number - 6)..<line.number]
            #expect(
                near.contains { $0.contains("//") },
                "\(file):\(line.number) needs a sentence that proves it: \(line.text)")
        }
    }

    @Test(arguments: swiftFiles.filter { $0.hasPrefix("Tests/") && !$0.contains("TidyTests") })
    func `do not sleep in tests`(file: String) throws {
        for line in try lines(of: file, holding: ["Task.sleep", "usleep(", "Thread.sleep"]) {
            // Waiting for a condition of a real process is the one place where a test may pause.
            #expect(file == "Tests/TestSupport/Eventually.swift", "\(file):\(line.number): \(line.text)")
        }
    }

    @Test func `keep the top level small`() throws {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "dashboards", "deploy", "README.md", "LICENSE", "CHANGELOG.md",
            "Package.resolved",
        ]
        for name in try Repository.topLevel() where !name.hasPrefix(".") {
            #expect(allowed.contains(name), "\(name) does not belong at the top level")
        }
    }
}
