package import EventLoops
package import PodModel

/// One reading of both clocks. Durations are taken from the monotonic one; what is shown and stored is wall time.
package struct Moment: Sendable, Hashable {
    package var wall: Timestamp
    package var monotonic: MonotonicTime

    package init(wall: Timestamp, monotonic: MonotonicTime) {
        self.wall = wall
        self.monotonic = monotonic
    }
}
