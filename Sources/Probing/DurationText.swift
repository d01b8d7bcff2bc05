/// Durations as Kubernetes' users read and write them.
package enum DurationText {
    private static let second: Int64 = 1_000_000_000

    /// As the kubelet's messages have it: "1s", "1.5s", "250ms", "1m30s", "1h0m0s".
    package static func go(_ nanoseconds: Int64) -> String {
        if nanoseconds < 0 { return "-" + go(-nanoseconds) }
        if nanoseconds == 0 { return "0s" }
        if nanoseconds < 1000 { return "\(nanoseconds)ns" }
        if nanoseconds < 1_000_000 { return decimal(nanoseconds, in: 1000) + "µs" }
        if nanoseconds < second { return decimal(nanoseconds, in: 1_000_000) + "ms" }
        let minutes = nanoseconds / (60 * second)
        let seconds = decimal(nanoseconds % (60 * second), in: second) + "s"
        if minutes == 0 { return seconds }
        return minutes < 60 ? "\(minutes)m\(seconds)" : "\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    private static func decimal(_ value: Int64, in unit: Int64) -> String {
        if value % unit == 0 { return "\(value / unit)" }
        let digits = "\(unit + value % unit)".dropFirst()
        let kept = digits.prefix(through: digits.lastIndex { $0 != "0" } ?? digits.startIndex)
        return "\(value / unit).\(kept)"
    }

    /// Reads "250ms", "1.5s", "2m", "1m30s", "10" (seconds), "0". nil for anything else, and for more than a year.
    package static func nanoseconds(_ text: String) -> Int64? {
        var rest = text[...]
        var total = 0.0
        repeat {
            let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let value = Double(number), let scale = scale(unit, isAlone: number.count == text.count)
            else { return nil }
            total += value * scale
        } while !rest.isEmpty
        guard total <= 366 * 86_400e9 else { return nil }
        return Int64(total.rounded())
    }

    private static func scale(_ unit: Substring, isAlone: Bool) -> Double? {
        switch unit {
        case "": isAlone ? 1e9 : nil
        case "ns": 1
        case "us", "µs": 1000
        case "ms": 1_000_000
        case "s": 1e9
        case "m": 60e9
        case "h": 3600e9
        default: nil
        }
    }
}
