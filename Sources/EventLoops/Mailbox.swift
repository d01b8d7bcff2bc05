import Synchronization

/// Letters for one loop, from any thread: a locked array, and an event only when the array was empty (engine-measurements 6:
/// 26 ns a letter; the price is the wake-up, so a batch shares one).
final class Mailbox<World>: Sendable {
    typealias Letter = @Sendable (World) -> Void

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let counter: EventCounter
    var descriptor: Int32 { counter.descriptor }

    init() throws(SystemError) { counter = try EventCounter(.watched) }

    /// False when the box was closed before: the letter is dropped.
    func post(_ letter: @escaping Letter) -> Bool {
        let waiting = state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            state.letters.append(letter)
            return state.letters.count
        }
        if waiting == 1 { counter.signal() }
        return waiting != nil
    }

    /// Takes no more letters. Those that were taken before are still delivered.
    func close() {
        state.withLock { $0.isClosed = true }
        counter.signal()
    }

    /// Takes all letters out, and says whether these were the last.
    func empty() -> (letters: [Letter], isLast: Bool) {
        counter.clear()
        return state.withLock { state in
            var letters: [Letter] = []
            swap(&letters, &state.letters)
            return (letters, state.isClosed)
        }
    }
}
