import Logging
import PodModel
import Supervision

/// Writes one line per message to standard error, as logfmt or JSON.
struct LineLogHandler: LogHandler {
    let format: LogFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(format: LogFormat, level: Logger.Level) {
        self.format = format
        self.logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        LogMetrics.shared.count(event.level)
        let more = event.metadata ?? [:]
        let pairs =
            [("time", Self.timeText()), ("level", event.level.rawValue), ("msg", event.message.description)]
            + metadata.merging(more) { _, new in new }.map { ($0.key, $0.value.description) }.sorted { $0.0 < $1.0 }
        // One `write` call per line, so that lines of several threads do not mix.
        Console.complain(format == .json ? Self.json(pairs) : Self.logfmt(pairs))
    }

    /// In milliseconds, which Kubernetes' own whole seconds lack.
    private static func timeText() -> String {
        let now = SystemClock().now().wall
        let milliseconds = now.nanoseconds / 1_000_000 % 1_000
        return now.rfc3339.dropLast() + "." + String(1_000 + milliseconds).dropFirst() + "Z"
    }

    static func logfmt(_ pairs: [(String, String)]) -> String {
        pairs.map { key, value in
            let plain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D && $0 != 0x7F }
            return key + "=" + (plain ? value : quoted(value))
        }.joined(separator: " ")
    }

    static func json(_ pairs: [(String, String)]) -> String {
        JSONValue.object(pairs.map { ($0.0, .string($0.1)) }).text
    }

    private static func quoted(_ text: String) -> String { JSONValue.string(text).text }
}
