import Foundation

/// This checkout, as the tests read it.
package enum Repository {
    /// The folder that holds Package.swift.
    package static let root: String = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) { break }
        }
        return folder.path
    }()

    package static func path(_ relative: String) -> String { root + "/" + relative }

    /// Paths below `folder`, relative to the root, of the files with one of these endings, sorted.
    package static func files(under folder: String, endings: [String]) -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: path(folder)) else { return [] }
        return walker.compactMap { $0 as? String }
            .filter { name in endings.contains { name.hasSuffix($0) } }
            .map { "\(folder)/\($0)" }
            .sorted()
    }

    package static func text(of relative: String) throws -> String {
        try String(contentsOfFile: path(relative), encoding: .utf8)
    }
}

extension Repository {
    /// Names in the root folder.
    package static func topLevel() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: root) }
}
