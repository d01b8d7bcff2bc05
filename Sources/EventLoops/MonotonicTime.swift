import Glibc

/// A point of CLOCK_MONOTONIC, or of a virtual clock in tests, in nanoseconds. Never compared with wall time.
package struct MonotonicTime: Sendable, Hashable, Comparable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Reads the clock (about 40 ns). Only loops and the executable call this; everything pure is handed a time.
    package static func now() -> MonotonicTime {
        var t = timespec()
        clock_gettime(CLOCK_MONOTONIC, &t)
        return MonotonicTime(nanoseconds: Int64(t.tv_sec) * 1_000_000_000 + Int64(t.tv_nsec))
    }

    package static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
    package static func + (a: Self, nanoseconds: Int64) -> Self { Self(nanoseconds: a.nanoseconds + nanoseconds) }
    /// Nanoseconds from `b` to `a`.
    package static func - (a: Self, b: Self) -> Int64 { a.nanoseconds - b.nanoseconds }
}

extension Int64 {
    /// Seconds of a manifest, which may be any number, in nanoseconds: at most 34 years, so that they can be added to a time.
    package var secondsInNanoseconds: Int64 { Swift.min(Swift.max(0, self), 1 << 30) * 1_000_000_000 }
}
