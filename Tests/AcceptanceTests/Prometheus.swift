import Foundation
import TestSupport

/// A real Prometheus with the scrape configuration of deploy/prometheus.yml, pointed at one podprobe.
final class Prometheus: Sendable {
    static let binary = installed("prometheus")
    static let promtool = installed("promtool")

    private let program: RunningProgram
    private let port: UInt16
    private let folder: TemporaryDirectory

    init(scraping daemon: Daemon) async throws {
        folder = try TemporaryDirectory()
        port = freePort()
        let text = try Repository.text(of: "deploy/prometheus.yml")
            .replacingOccurrences(of: "localhost:10290", with: "127.0.0.1:\(daemon.port)")
            .replacingOccurrences(of: "scrape_interval: 30s", with: "scrape_interval: 1s")
            .replacingOccurrences(of: "../dashboards/alerts.yaml", with: Repository.path("dashboards/alerts.yaml"))
        let configuration = try folder.write(text, to: "prometheus.yml")
        program = try RunningProgram(
            Self.binary ?? "prometheus",
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.file("data"))",
                "--web.listen-address=127.0.0.1:\(port)",
            ])
    }

    func stop() async { program.signal(SIGTERM); _ = await program.exitStatus(within: 20) }

    var log: String { program.standardError }

    struct Answer {
        var isSuccess: Bool
        var error: String
        /// Labels and value of each series.
        var series: [(labels: [String: String], value: Double)]
    }

    func query(_ expression: String) throws -> Answer {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let encoded = expression.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        let reply = try HTTPClient.get("/api/v1/query?query=\(encoded)", port: port)
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any] ?? [:]
        let result = (object["data"] as? [String: Any])?["result"] as? [[String: Any]] ?? []
        return Answer(
            isSuccess: object["status"] as? String == "success", error: object["error"] as? String ?? "",
            series: result.map { one in
                let pair = one["value"] as? [Any] ?? []
                let value = (pair.last as? String).flatMap { Double($0) } ?? .nan
                return (one["metric"] as? [String: String] ?? [:], value)
            })
    }

    /// The value of the only series that `expression` gives; nil when there is none.
    func value(_ expression: String) throws -> Double? { try query(expression).series.first?.value }

    /// Names of the active targets that are not up, with their last error.
    func troubledTargets() throws -> [String] {
        let reply = try HTTPClient.get("/api/v1/targets?state=active", port: port)
        let object = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any] ?? [:]
        let targets = (object["data"] as? [String: Any])?["activeTargets"] as? [[String: Any]] ?? []
        return targets.filter { $0["health"] as? String != "up" }
            .map { "\($0["scrapePool"] ?? ""): \($0["health"] ?? "") \($0["lastError"] ?? "")" }
            + (targets.isEmpty ? ["no targets yet"] : [])
    }
}
