import EventLoops
import PodModel
import Runtimes

/// When containers ended, on the monotonic clock. The runtime tells wall time, which may jump; what was seen of the
/// container bounds it: no earlier than the last look that found it running, no later than the first that did not.
struct ExitTimes: Sendable {
    private var aliveAt: [String: MonotonicTime] = [:]
    private var endedAt: [String: MonotonicTime] = [:]

    func ended(_ id: String) -> MonotonicTime? { endedAt[id] }

    /// The container cannot have ended before it was asked to start.
    mutating func started(_ id: String, at time: MonotonicTime) { aliveAt[id] = time }

    mutating func observe(_ view: PodView, begunAt: MonotonicTime, now: Moment) {
        let known = Set(view.containers.map(\.id))
        aliveAt = aliveAt.filter { known.contains($0.key) }
        endedAt = endedAt.filter { known.contains($0.key) }
        observeAlive(view, begunAt: begunAt)
        for record in view.containers where record.state == .exited && endedAt[record.id] == nil {
            endedAt[record.id] = estimate(record, now)
        }
    }

    /// What a look found running was alive when it began, also where it is too old to decide on, or comes after a newer
    /// one that found it ended.
    mutating func observeAlive(_ view: PodView, begunAt: MonotonicTime) {
        for record in view.containers where record.state == .running {
            aliveAt[record.id] = max(begunAt, aliveAt[record.id] ?? begunAt)
            if let ended = endedAt[record.id] { endedAt[record.id] = max(begunAt, ended) }
        }
    }

    private func estimate(_ record: ContainerRecord, _ now: Moment) -> MonotonicTime {
        guard let finished = record.finishedAt else { return now.monotonic }
        let told = now.monotonic + (finished.nanoseconds - now.wall.nanoseconds)
        return min(max(told, aliveAt[record.id] ?? told), now.monotonic)
    }
}
