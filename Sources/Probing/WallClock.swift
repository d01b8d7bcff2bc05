import EventLoops
import PodModel

extension Timestamp {
    /// Reads the wall clock; only what lives in a loop or faces a user does.
    static func now() -> Timestamp { Timestamp(nanoseconds: wallClockNanoseconds()) }
}
