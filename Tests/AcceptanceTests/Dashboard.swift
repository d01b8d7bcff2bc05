import Foundation
import TestSupport

/// dashboards/podprobe.json as the tests read it.
struct Dashboard {
    let object: [String: Any]

    init() throws {
        let text = try Repository.text(of: "dashboards/podprobe.json")
        object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    var panels: [[String: Any]] { object["panels"] as? [[String: Any]] ?? [] }

    /// Every query, with the dashboard's variables replaced by what matches all.
    var expressions: [String] {
        panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }
            .compactMap { $0["expr"] as? String }
            .map { $0.replacing("$__rate_interval", with: "1m") }
            .map { expression in
                ["cluster", "job", "instance", "namespace", "pod"].reduce(expression) {
                    $0.replacing("\"$\($1)\"", with: "\".*\"")
                }
            }
    }
}
