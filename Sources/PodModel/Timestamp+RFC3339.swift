extension Timestamp {
    /// Whole seconds in UTC, as Kubernetes writes times: `2026-11-26T00:36:09Z`.
    package var rfc3339: String {
        let seconds = Self.floorDivide(nanoseconds, 1_000_000_000)
        let days = Self.floorDivide(seconds, 86_400)
        let (year, month, day) = Self.civil(fromDays: days)
        let ofDay = seconds - days * 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = "\(Self.padded(year))-\(two(month))-\(two(day))"
        return "\(date)T\(two(ofDay / 3600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60))Z"
    }

    private static func padded(_ year: Int64) -> String {
        let text = "\(year)"
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }

    /// Proleptic Gregorian date of a day counted from 1970-01-01. Years begin in March inside, so that the leap day is
    /// the last of its year, and 400-year eras of 146,097 days make every division one of positive numbers.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : (a + 1) / b - 1 }
}

extension Timestamp {
    /// Reads `2026-11-26T00:36:09Z`, with an optional fraction and any offset; nil for what is no such time.
    package init?(rfc3339 text: String) {
        var reader = Reader(Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T") || reader.take("t"), let hour = reader.number(2),
            reader.take(":"), let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
            (1...12).contains(month), day >= 1, hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard Self.civil(fromDays: days) == (year, month, day) else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, nanoseconds <= Int64.max - fraction else { return nil }
        self.init(nanoseconds: nanoseconds + fraction)
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var at = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }
        var isAtEnd: Bool { at == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
            at += 1
            return true
        }

        private mutating func digit() -> Int64? {
            guard at < bytes.count, (0x30...0x39).contains(bytes[at]) else { return nil }
            at += 1
            return Int64(bytes[at - 1] - 0x30)
        }

        mutating func number(_ digits: Int) -> Int64? {
            var sum: Int64 = 0
            for _ in 0..<digits {
                guard let next = digit() else { return nil }
                sum = sum * 10 + next
            }
            return sum
        }

        /// Nanoseconds after an optional point; digits finer than those are dropped.
        mutating func fraction() -> Int64? {
            guard take(".") else { return 0 }
            guard var sum = digit() else { return nil }
            var scale: Int64 = 100_000_000
            sum *= scale
            while let next = digit() {
                scale /= 10
                sum += next * scale
            }
            return sum
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let sign: Int64 = take("-") ? -1 : 1
            guard sign < 0 || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24,
                minutes < 60
            else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}

extension Timestamp {
    /// With all nine digits of the second's fraction: `2026-11-26T00:36:09.000000001Z`.
    package var rfc3339Nano: String {
        let fraction = "\(nanoseconds - wholeSeconds * 1_000_000_000)"
        let zeros = String(repeating: "0", count: max(0, 9 - fraction.count))
        return "\(rfc3339.dropLast()).\(zeros)\(fraction)Z"
    }
}
