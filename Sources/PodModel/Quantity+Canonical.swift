extension Quantity: CustomStringConvertible {
    private static let decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"]
    private static let binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]

    /// The text that Kubernetes shows: the family of suffixes it was written in, no fraction, and the largest suffix
    /// that loses nothing. A binary amount below 1024 or with a fraction is written as a decimal (kubelet-semantics 5.5).
    package var canonical: String {
        switch format {
        case _ where isZero: "0"
        case .decimalSI: decimalSI
        case .decimalExponent: decimalExponent
        case .binarySI: binarySI ?? decimalSI
        }
    }
    package var description: String { canonical }

    private var decimalSI: String {
        let (mantissa, step) = reduced(nanos, by: 1000, atMost: Self.decimalSuffixes.count - 1)
        return "\(mantissa)\(Self.decimalSuffixes[step])"
    }

    private var decimalExponent: String {
        let (mantissa, step) = reduced(nanos, by: 1000, atMost: .max)
        let exponent = step * 3 - 9
        return exponent == 0 ? "\(mantissa)" : "\(mantissa)e\(exponent)"
    }

    /// nil where only a decimal can say it.
    private var binarySI: String? {
        let (units, rest) = nanos.quotientAndRemainder(dividingBy: Self.nanosPerUnit)
        guard rest == 0, units.magnitude >= 1024 else { return nil }
        let (mantissa, step) = reduced(units, by: 1024, atMost: Self.binarySuffixes.count - 1)
        return "\(mantissa)\(Self.binarySuffixes[step])"
    }

    /// `number` (not zero) divided by `base` as often as nothing remains, and how often that was.
    private func reduced(_ number: Int128, by base: Int128, atMost limit: Int) -> (Int128, Int) {
        var (mantissa, steps) = (number, 0)
        while steps < limit, mantissa.isMultiple(of: base) {
            mantissa /= base
            steps += 1
        }
        return (mantissa, steps)
    }
}
