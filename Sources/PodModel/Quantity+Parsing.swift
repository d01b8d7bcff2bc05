extension Quantity {
    /// Reads `<sign><digits><point><suffix>` (kubelet-semantics 5.5). What is finer than a billionth is rounded away
    /// from zero; an amount with a binary suffix stops at 2^63-1. A number without digits is zero, as in Kubernetes.
    package init(_ text: String) throws(QuantityError) {
        let parts = QuantityParts(text)
        guard !text.isEmpty else {
            throw QuantityError(text, "it is empty; write a number with an optional suffix, such as 100m or 64Mi")
        }
        guard let suffix = QuantitySuffix(parts.suffix) else { throw parts.shapeError(of: text) }
        var decimal = DecimalDigits(whole: parts.whole, fraction: parts.fraction)
        decimal.scale(by: suffix)
        guard let magnitude = decimal.nanos ?? (suffix.format == .binarySI ? Self.largestBinary : nil) else {
            throw QuantityError(text, "it is larger than podprobe can count (10^29); write a smaller one")
        }
        let (capped, format) = Self.settled(magnitude, suffix.format)
        self.init(nanos: parts.negative ? -capped : capped, format: format)
    }

    private static let largestBinary = Int128(Int64.max) * nanosPerUnit

    /// Caps a binary amount, and makes one below 1 a decimal so that it can be written without a loss.
    private static func settled(_ magnitude: Int128, _ format: Format) -> (Int128, Format) {
        guard format == .binarySI else { return (magnitude, format) }
        return (min(magnitude, largestBinary), magnitude > 0 && magnitude < nanosPerUnit ? .decimalSI : .binarySI)
    }
}

/// A text cut where the grammar cuts it, without judging the suffix.
private struct QuantityParts {
    var negative = false
    /// Digits before and after the point.
    var whole: [UInt8] = []
    var fraction: [UInt8] = []
    var number = ""
    var suffix = ""

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var at = 0
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            negative = first == UInt8(ascii: "-")
            at = 1
        }
        func digits() -> [UInt8] {
            let start = at
            while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
            return bytes[start..<at].map { $0 - 0x30 }
        }
        whole = digits()
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            fraction = digits()
        }
        number = String(decoding: bytes[..<at], as: UTF8.self)
        suffix = String(decoding: bytes[at...], as: UTF8.self)
    }

    func shapeError(of text: String) -> QuantityError {
        if text.contains(where: \.isWhitespace) { return .blanks(in: text) }
        if whole.isEmpty, fraction.isEmpty {
            return QuantityError(text, "it does not begin with a number; write one such as 100m, 0.5 or 64Mi")
        }
        return QuantityError(text, QuantityError.advice(on: suffix, after: number))
    }
}

/// What a suffix stands for.
private struct QuantitySuffix {
    var format: Quantity.Format
    /// Powers of 1024 for a binary suffix, else of ten.
    var power: Int

    private static let known: [String: (Quantity.Format, Int)] = [
        "n": (.decimalSI, -9), "u": (.decimalSI, -6), "m": (.decimalSI, -3), "": (.decimalSI, 0),
        "k": (.decimalSI, 3), "M": (.decimalSI, 6), "G": (.decimalSI, 9), "T": (.decimalSI, 12),
        "P": (.decimalSI, 15), "E": (.decimalSI, 18),
        "Ki": (.binarySI, 1), "Mi": (.binarySI, 2), "Gi": (.binarySI, 3), "Ti": (.binarySI, 4), "Pi": (.binarySI, 5),
        "Ei": (.binarySI, 6),
    ]

    init?(_ text: String) {
        if let (format, power) = Self.known[text] {
            (self.format, self.power) = (format, power)
            return
        }
        guard let first = text.first, first == "e" || first == "E", let power = Int(text.dropFirst()) else {
            return nil
        }
        // Any number this far from zero is too large, or the smallest there is.
        (self.format, self.power) = (.decimalExponent, min(max(power, -1_000_000), 1_000_000))
    }
}

/// A number of any length as decimal digits, so that scaling it loses nothing.
private struct DecimalDigits {
    /// Most significant first.
    private var digits: [UInt8]
    /// How many of the digits stand before the point; may lie outside of them.
    private var point: Int

    init(whole: [UInt8], fraction: [UInt8]) {
        digits = whole + fraction
        point = whole.count
    }

    mutating func scale(by suffix: QuantitySuffix) {
        guard suffix.format == .binarySI else { return point += suffix.power }
        for _ in 0..<suffix.power { multiply(by: 1024) }
    }

    private mutating func multiply(by factor: Int) {
        var carry = 0
        for i in digits.indices.reversed() {
            carry += Int(digits[i]) * factor
            digits[i] = UInt8(carry % 10)
            carry /= 10
        }
        while carry > 0 {
            digits.insert(UInt8(carry % 10), at: 0)
            point += 1
            carry /= 10
        }
    }

    /// Billionths, rounded up; nil when there are more than 10^38.
    var nanos: Int128? {
        let significant = digits.drop { $0 == 0 }
        if significant.isEmpty { return 0 }
        let end = point + 9
        guard end - significant.startIndex <= 38 else { return nil }
        var sum: Int128 = 0
        for i in significant.startIndex..<max(significant.startIndex, end) {
            sum = sum * 10 + (i < digits.endIndex ? Int128(digits[i]) : 0)
        }
        let isExact = digits.suffix(from: min(max(end, 0), digits.endIndex)).allSatisfy { $0 == 0 }
        return isExact ? sum : sum + 1
    }
}
