import ArgumentParser
import Logging

enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case logfmt, json
}

struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log.level"),
        help: ArgumentHelp(
            "Least severe level to log: trace, debug, info, notice, warning, error, critical. Default: info.",
            valueName: "level"),
        transform: { text in
            guard let level = Logger.Level(rawValue: text) else {
                throw ValidationError("no log level '\(text)'; one of \(Logger.Level.allCases.map(\.rawValue))")
            }
            return level
        })
    var level = Logger.Level.info

    @Option(
        name: .customLong("log.format"),
        help: ArgumentHelp("logfmt or json, one line per change, to standard error.", valueName: "format"))
    var format = LogFormat.logfmt

    func makeLogger() -> Logger {
        Logger(label: "podprobe") { [format, level] _ in LineLogHandler(format: format, level: level) }
    }
}
