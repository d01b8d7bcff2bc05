import EventLoops
import PodModel
import Supervision
import Synchronization

/// A clock that goes on only when a test says so: whoever sleeps is woken in the order of the deadlines.
final class VirtualClock: SupervisionClock {
    private struct State {
        var now: Int64 = 0
        var uses: UInt64 = 0
        var lastID: UInt64 = 0
        var sleepers: [UInt64: (deadline: Int64, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var cancelled: Set<UInt64> = []
    }

    private let state = Mutex(State())
    private static let wallAhead: Int64 = 1_700_000_000_000_000_000

    /// How often anybody asked for the time or began to sleep.
    var uses: UInt64 { state.withLock { $0.uses } }

    func now() -> Moment {
        let time = state.withLock { state in
            state.uses += 1
            return state.now
        }
        return Moment(wall: Timestamp(nanoseconds: time + Self.wallAhead), monotonic: MonotonicTime(nanoseconds: time))
    }

    func sleep(until deadline: MonotonicTime) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            state.uses += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<Void, any Error>? in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if deadline.nanoseconds <= state.now { return .success(()) }
                    state.sleepers[id] = (deadline.nanoseconds, continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Goes to the next deadline, at most `nanoseconds` ahead, and wakes who sleeps until then.
    func advance(atMost nanoseconds: Int64) {
        let due = state.withLock { state in
            let next = state.sleepers.values.map(\.deadline).min() ?? Int64.max
            state.now = min(max(next, state.now), state.now + nanoseconds)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }
}
