/// A point of wall-clock time, in nanoseconds since 1970-01-01T00:00:00Z. Nothing here reads a clock.
package struct Timestamp: Sendable, Hashable, Comparable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    package static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Seconds since the epoch, with their fraction.
    package var seconds: Double { Double(nanoseconds) / 1e9 }
    package var wholeSeconds: Int64 { nanoseconds / 1_000_000_000 }
}
