import Glibc
import PodModel

extension Timestamp {
    /// Reads the wall clock; only what lives in a loop or faces a user does.
    static func now() -> Timestamp {
        var t = timespec()
        clock_gettime(CLOCK_REALTIME, &t)
        return Timestamp(nanoseconds: Int64(t.tv_sec) * 1_000_000_000 + Int64(t.tv_nsec))
    }
}
