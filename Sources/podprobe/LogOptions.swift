import ArgumentParser
import Logging

enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case logfmt, json
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log.level"),
        help: "Least severe level to log: trace, debug, info, notice, warning, error, critical.")
    var level = Logger.Level.info

    @Option(name: .customLong("log.format"), help: "logfmt or json, one line per change, to standard error.")
    var format = LogFormat.logfmt
}
