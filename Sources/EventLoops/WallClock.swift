import Glibc

/// Reads CLOCK_REALTIME, in nanoseconds since 1970-01-01T00:00:00Z. For what is shown and stored; spans of time are taken
/// from `MonotonicTime`.
package func wallClockNanoseconds() -> Int64 {
    var t = timespec()
    clock_gettime(CLOCK_REALTIME, &t)
    return Int64(t.tv_sec) * 1_000_000_000 + Int64(t.tv_nsec)
}
