import Probing

/// What `podprobe probe` prints of an attempt, and how it exits.
struct ProbeReportText {
    let lines: [String]
    /// 0 healthy, 1 unhealthy, 3 inconclusive.
    let exitCode: Int32

    init(_ report: ProbeReport) {
        let (word, reason, output, code) = Self.verdict(report.outcome)
        exitCode = code
        var lines = ["result   \(word)"]
        if !reason.isEmpty { lines.append("reason   \(reason)") }
        if !output.isEmpty { lines.append("output   \(Self.printable(output))") }
        for phase in report.phases { lines.append("phase    \(phase.name) \(Self.milliseconds(phase.nanoseconds))") }
        lines.append("total    \(Self.milliseconds(report.totalNanoseconds))")
        if report.attempts > 1 { lines.append("attempts \(report.attempts)") }
        self.lines = lines
    }

    private static func verdict(_ outcome: ProbeOutcome) -> (String, String, String, Int32) {
        switch outcome {
        case .success(let output): ("healthy", "", output, 0)
        case .warning(let output): ("healthy", "counts as healthy with a warning", output, 0)
        case .failure(let reason, let output): ("unhealthy", reason.rawValue, output, 1)
        case .unknown: ("unhealthy", "unknown", "", 1)
        case .error(let reason, let message): ("inconclusive", reason.rawValue, message, 3)
        case .inconclusive(let why): ("inconclusive", "podprobe could not measure", why, 3)
        }
    }

    private static func milliseconds(_ nanoseconds: Int64) -> String {
        let microseconds = (nanoseconds + 500) / 1_000
        let fraction = String(microseconds % 1_000 + 1_000).dropFirst()
        return "\(microseconds / 1_000).\(fraction) ms"
    }

    /// One line, at most as long as a screen is wide or two; a target's control characters never reach the terminal.
    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(400).map { scalar -> Unicode.Scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
