import TestSupport
import Testing

private let files = Repository.files(under: "Tests/Simulation/Mutations", endings: [".mutation"])

/// One rule broken by search and replace: a title, a file, and what is written instead of what.
private struct Mutation {
    var title: String
    var file: String
    var before: String
    var after: String

    init?(_ path: String) throws {
        let parts = try Repository.text(of: path).split(separator: "\n", maxSplits: 2).map(String.init)
        guard parts.count == 3, let bodyStart = parts[2].firstRange(of: "--- instead of\n"),
            let middle = parts[2].firstRange(of: "\n--- write\n"), bodyStart.lowerBound == parts[2].startIndex
        else { return nil }
        (title, file) = (parts[0], parts[1])
        before = String(parts[2][bodyStart.upperBound..<middle.lowerBound])
        after = String(parts[2][middle.upperBound...].dropLast())
    }
}

@Suite struct `The mutations of the simulation` {
    @Test func `are ten or more`() {
        #expect(files.count >= 10)
    }

    @Test(arguments: files) func `each change exactly one place of the tree`(path: String) throws {
        let mutation = try #require(try Mutation(path), "\(path) is not written as deploy/mutations reads it")
        #expect(!mutation.title.isEmpty && mutation.before != mutation.after)
        let count = try Repository.text(of: mutation.file).ranges(of: mutation.before).count
        #expect(count == 1, "\(path): its text is \(count) times in \(mutation.file)")
    }
}
