/// A resource amount such as `100m`, `64Mi` or `1e3` (kubelet-semantics 5.5).
///
/// Kept as a whole number of billionths, never as a floating-point number. Two quantities are equal when they are the
/// same number, whatever their suffixes: `1000m` is `1`.
package struct Quantity: Sendable {
    /// The family of suffixes in which a quantity is written again.
    package enum Format: Sendable {
        /// n u m k M G T P E
        case decimalSI
        /// Ki Mi Gi Ti Pi Ei
        case binarySI
        /// e3, E-6
        case decimalExponent
    }

    /// Billionths of the unit.
    package let nanos: Int128
    package let format: Format

    static let nanosPerUnit: Int128 = 1_000_000_000
    static let nanosPerMilli: Int128 = 1_000_000
    package static let zero = Quantity(nanos: 0, format: .decimalSI)

    package init(nanos: Int128, format: Format) {
        self.nanos = nanos
        self.format = format
    }
    package init(value: Int64, format: Format = .decimalSI) {
        self.init(nanos: Int128(value) * Self.nanosPerUnit, format: format)
    }
    package init(milliValue: Int64) {
        self.init(nanos: Int128(milliValue) * Self.nanosPerMilli, format: .decimalSI)
    }

    /// Whole units, rounded away from zero and held within Int64, as memory and storage are counted.
    package var value: Int64 { Int64(clamping: quotient(by: Self.nanosPerUnit)) }
    /// Thousandths, rounded away from zero and held within Int64, as processors are counted.
    package var milliValue: Int64 { Int64(clamping: quotient(by: Self.nanosPerMilli)) }
    /// The nearest floating-point number, for a metric's value.
    package var doubleValue: Double {
        let (whole, rest) = nanos.quotientAndRemainder(dividingBy: Self.nanosPerUnit)
        return rest == 0 ? Double(whole) : Double(nanos) / 1e9
    }
    package var isZero: Bool { nanos == 0 }
    /// -1, 0 or 1.
    package var sign: Int { Int(nanos.signum()) }
    /// Rounded away from zero to thousandths, as a pod's resources are stored.
    package var roundedToMilli: Quantity {
        Quantity(nanos: quotient(by: Self.nanosPerMilli) * Self.nanosPerMilli, format: format)
    }

    /// `nanos / divisor`, rounded away from zero.
    private func quotient(by divisor: Int128) -> Int128 {
        let (whole, rest) = nanos.quotientAndRemainder(dividingBy: divisor)
        return rest == 0 ? whole : whole + rest.signum()
    }
}

extension Quantity: Comparable, Hashable {
    package static func == (a: Self, b: Self) -> Bool { a.nanos == b.nanos }
    package static func < (a: Self, b: Self) -> Bool { a.nanos < b.nanos }
    package func hash(into hasher: inout Hasher) { hasher.combine(nanos) }
}

/// Sums keep the left side's suffixes, or the right side's where the left is zero; beyond Int128 they stay at the end
/// of its range.
extension Quantity {
    package static func + (a: Self, b: Self) -> Self {
        let (sum, overflow) = a.nanos.addingReportingOverflow(b.nanos)
        return Quantity(
            nanos: overflow ? (b.nanos < 0 ? .min : .max) : sum, format: a.isZero ? b.format : a.format)
    }
    package static func - (a: Self, b: Self) -> Self {
        let (difference, overflow) = a.nanos.subtractingReportingOverflow(b.nanos)
        return Quantity(
            nanos: overflow ? (b.nanos < 0 ? .max : .min) : difference, format: a.isZero ? b.format : a.format)
    }
    package static func += (a: inout Self, b: Self) { a = a + b }
}
