import CMicroHTTPD
import EventLoops
import Synchronization

/// Connections that sleep until their answer is found. Each is woken exactly once: by its answer, by the clock, or at
/// the end; whoever takes it out of the room wakes it, under the lock, so the connection is there as long as it is here.
final class WaitingRoom: Sendable {
    private struct Guest {
        var exchange: Exchange
        var connection: PointerBits
        var deadline: Int64
        var task: Task<Void, Never>
    }

    private struct State {
        var isOpen = true
        var guests: [ObjectIdentifier: Guest] = [:]
    }

    private let limit: Int
    private let limitNanoseconds: Int64
    private let state = Mutex(State())

    init(limit: Int, limitSeconds: Int) {
        self.limit = limit
        limitNanoseconds = Int64(limitSeconds) * 1_000_000_000
    }

    /// Suspends the connection and looks for the answer. False when there is no room.
    func enter(
        _ exchange: Exchange, _ connection: OpaquePointer, on threads: AnswerThreads,
        _ find: @escaping @Sendable () async -> EncodedReply
    ) -> Bool {
        let connection = PointerBits(connection)
        let deadline = MonotonicTime.now().nanoseconds + limitNanoseconds
        return state.withLock { state in
            guard state.isOpen, state.guests.count < limit else { return false }
            MHD_suspend_connection(connection.pointer)
            // The task waits for this lock before it wakes anyone, so it finds the guest entered.
            let task = Task.detached(executorPreference: threads) { [self] in leave(exchange, with: await find()) }
            state.guests[ObjectIdentifier(exchange)] = Guest(
                exchange: exchange, connection: connection, deadline: deadline, task: task)
            return true
        }
    }

    private func leave(_ exchange: Exchange, with reply: EncodedReply) {
        state.withLock { Self.wake($0.guests.removeValue(forKey: ObjectIdentifier(exchange)), with: reply) }
    }

    private static func wake(_ guest: Guest?, with reply: EncodedReply) {
        guard let guest else { return }
        guest.exchange.found(reply)
        MHD_resume_connection(guest.connection.pointer)
    }

    func answerOverdue(now: Int64, with reply: EncodedReply) {
        answer(with: reply) { $0.deadline <= now }
    }

    /// Nobody enters any more.
    func close() { state.withLock { $0.isOpen = false } }

    /// Sends everybody home. False when nobody was there.
    func answerAll(with reply: EncodedReply) -> Bool { answer(with: reply) { _ in true } > 0 }

    @discardableResult
    private func answer(with reply: EncodedReply, where matches: (Guest) -> Bool) -> Int {
        state.withLock { state in
            let chosen = state.guests.filter { matches($0.value) }
            for (key, guest) in chosen {
                state.guests[key] = nil
                guest.task.cancel()
                Self.wake(guest, with: reply)
            }
            return chosen.count
        }
    }
}
