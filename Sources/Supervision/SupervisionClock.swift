package import EventLoops
import PodModel

/// Where the supervisor's time comes from: the system's clocks, or virtual ones in tests.
package protocol SupervisionClock: Sendable {
    func now() -> Moment
    /// Returns at `deadline`, or earlier with `CancellationError` when the task is cancelled.
    func sleep(until deadline: MonotonicTime) async throws
}

/// CLOCK_REALTIME and CLOCK_MONOTONIC.
package struct SystemClock: SupervisionClock {
    package init() {}

    package func now() -> Moment { Moment(wall: Timestamp(nanoseconds: wallClockNanoseconds()), monotonic: .now()) }

    package func sleep(until deadline: MonotonicTime) async throws {
        let left = deadline - .now()
        if left > 0 { try await Task.sleep(nanoseconds: UInt64(left)) }
    }
}
