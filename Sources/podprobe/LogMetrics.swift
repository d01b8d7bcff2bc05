import Logging
import Metrics

/// podprobe_logs_total. One for the process, as there is one log.
struct LogMetrics: Sendable {
    static let shared = LogMetrics()

    private let family = CounterFamily("podprobe_logs_total", "Log lines written, by level.", labels: ["level"])
    private let counters: [Logger.Level: Counter]

    private init() {
        let family = family
        counters = Dictionary(uniqueKeysWithValues: Logger.Level.allCases.map { ($0, family.series([$0.rawValue])) })
    }

    var collector: any Collector { family }
    func count(_ level: Logger.Level) { counters[level]?.add() }
}
