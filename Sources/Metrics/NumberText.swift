/// Numbers as metrics text, digit by digit: formatting a value must not allocate, or a scrape of 100,000 series would.
extension [UInt8] {
    /// Plain decimal digits.
    mutating func appendDigits(_ value: UInt64) {
        let count = decimalDigitCount(value)
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
        var rest = value
        var at = endIndex
        while rest > 0 {
            at -= 1
            self[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// As Go's `strconv.FormatFloat(value, 'g', -1, 64)`, which is what Prometheus' own clients write: the shortest
    /// digits that read back as the same value, with an exponent below 1e-04 and from 1e+06 up.
    mutating func appendNumber(_ value: Double) {
        guard !value.isNaN else { return append(contentsOf: "NaN".utf8) }
        if value.sign == .minus { append(UInt8(ascii: "-")) }
        guard value.isFinite else {
            return append(contentsOf: value < 0 ? "Inf".utf8 : "+Inf".utf8)
        }
        appendDecimal(ShortestDecimal(value.magnitude))
    }

    /// A bucket bound as a canonical float: `1.0`, `0.005`, `1e+06`, `+Inf`. Prometheus 3 normalises to this form, so
    /// that a series keeps its identity when the negotiated format changes (metrics-catalogue 3.2).
    mutating func appendBound(_ value: Double) {
        let start = count
        appendNumber(value)
        let isWhole = self[start...].allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        if isWhole { append(contentsOf: ".0".utf8) }
    }

    /// Nanoseconds as exact decimal seconds, without the detour over a Double.
    mutating func appendSeconds(nanoseconds: UInt64) {
        let second: UInt64 = 1_000_000_000
        appendDigits(nanoseconds / second)
        guard nanoseconds % second != 0 else { return }
        let start = count
        // A leading 1 keeps the zeros of the fraction; the point then takes its place.
        appendDigits(second + nanoseconds % second)
        self[start] = UInt8(ascii: ".")
        while last == UInt8(ascii: "0") { removeLast() }
    }

    private mutating func appendDecimal(_ decimal: ShortestDecimal) {
        let count = decimalDigitCount(decimal.digits)
        let exponent = count + decimal.exponent - 1
        if decimal.digits != 0, exponent < -4 || exponent >= 6 {
            appendScientific(decimal.digits, exponent: exponent)
        } else if decimal.exponent >= 0 {
            appendDigits(decimal.digits)
            append(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimal.exponent))
        } else {
            let whole = count + decimal.exponent
            if whole <= 0 { append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 1 - whole)) }
            let start = self.count
            appendDigits(decimal.digits)
            insert(UInt8(ascii: "."), at: start + whole)
        }
    }

    private mutating func appendScientific(_ digits: UInt64, exponent: Int) {
        let start = count
        appendDigits(digits)
        if count - start > 1 { insert(UInt8(ascii: "."), at: start + 1) }
        append(contentsOf: exponent < 0 ? "e-".utf8 : "e+".utf8)
        if exponent.magnitude < 10 { append(UInt8(ascii: "0")) }
        appendDigits(UInt64(exponent.magnitude))
    }
}

/// At least 1: zero is one digit long.
private func decimalDigitCount(_ value: UInt64) -> Int {
    var count = 1
    var rest = value / 10
    while rest > 0 {
        count += 1
        rest /= 10
    }
    return count
}

/// `digits × 10^exponent`, the shortest digits that read back as the same Double. No trailing zeros unless zero.
private struct ShortestDecimal {
    var digits: UInt64
    var exponent: Int

    /// - Parameter value: finite, not negative.
    init(_ value: Double) {
        if let short = Self.upToFifteenDigits(value) { self = short } else { self.init(text: value.description) }
    }

    /// Whole numbers and up to nine decimals, which is nearly every value here. Two decimals of at most 15 digits never
    /// read as the same Double, so one that reads as `value` is the shortest.
    private static func upToFifteenDigits(_ value: Double) -> ShortestDecimal? {
        var scale = 1.0
        for exponent in stride(from: 0, through: -9, by: -3) {
            let scaled = (value * scale).rounded()
            guard scaled < 1e15 else { return nil }
            if scaled / scale == value { return ShortestDecimal(UInt64(scaled), exponent: exponent) }
            scale *= 1000
        }
        return nil
    }

    /// The standard library finds the shortest digits; only their layout differs from Go's.
    private init(text: String) {
        var digits: UInt64 = 0
        var exponent = 0
        var written = text.utf8[...]
        if let mark = written.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(text[text.utf8.index(after: mark)...]) ?? 0
            written = written[..<mark]
        }
        var afterPoint = false
        for byte in written {
            if byte == UInt8(ascii: ".") {
                afterPoint = true
            } else {
                digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
                if afterPoint { exponent -= 1 }
            }
        }
        self.init(digits, exponent: exponent)
    }

    private init(_ digits: UInt64, exponent: Int) {
        self.digits = digits
        self.exponent = digits == 0 ? 0 : exponent
        while self.digits != 0, self.digits % 10 == 0 {
            self.digits /= 10
            self.exponent += 1
        }
    }
}
