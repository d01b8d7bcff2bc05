import Foundation
import TestSupport

/// A daemon with pods that are written out in full, for the rows of the scenario table.
struct ScenarioDaemon {
    let daemon: Daemon

    /// - Parameter specs: the text below `spec:` by pod name; every pod is in namespace `shop` on node `test`.
    init(_ specs: [String: String], arguments: [String] = [], others: [String: String] = [:]) async throws {
        var files = others
        for (name, spec) in specs { files["\(name).yaml"] = Self.manifest(name, spec) }
        daemon = try await Daemon.start(files, arguments: arguments)
    }

    static func manifest(_ name: String, _ spec: String) -> String {
        let lines = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        return "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name), namespace: shop}\nspec:\n"
            + lines.joined(separator: "\n") + "\n"
    }

    var pods: API { get throws { try API(daemon.get("/api/v1/pods").body) } }

    func events(_ pod: String) throws -> [(reason: String, message: String)] {
        try API(daemon.get("/api/v1/events").body).events(of: "\(pod)-test")
    }

    func messages(_ reason: String, _ pod: String) throws -> [String] {
        try events(pod).filter { $0.reason == reason }.map(\.message)
    }

    /// What a person would want to read when a scenario goes wrong.
    var story: String { daemon.program.standardError }

    func condition(_ type: String, _ pod: String) throws -> [String: Any]? {
        let status = try pods.pod("\(pod)-test")?["status"] as? [String: Any]
        return (status?["conditions"] as? [[String: Any]])?.first { $0["type"] as? String == type }
    }

    func isTrue(_ type: String, _ pod: String) throws -> Bool {
        try condition(type, pod)?["status"] as? String == "True"
    }

    /// The folder that the pods' scripts may write to is the daemon's manifests' neighbour.
    func log(_ pod: String, _ container: String, restart: Int = 0) -> String {
        let logs = daemon.storage + "/logs"
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: logs)) ?? []
        guard let folder = folders.first(where: { $0.hasPrefix("shop_\(pod)-test_") }) else { return "" }
        return (try? String(contentsOfFile: "\(logs)/\(folder)/\(container)/\(restart).log", encoding: .utf8)) ?? ""
    }
}
