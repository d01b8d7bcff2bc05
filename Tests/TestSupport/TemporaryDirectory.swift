import Foundation

/// A fresh folder that is removed with everything in it when the value goes away.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "podprobe-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of `name` inside.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Writes `text` to `name`, making the folders on the way, and returns its path.
    package func write(_ text: String, to name: String) throws -> String {
        let folder = URL(fileURLWithPath: file(name)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }
}
