import Synchronization

/// Keeps who waits for which command, and tells them on a thread of its own.
///
/// The exec thread cannot call a completion, nor even let go of one: waking another thread means writing to a descriptor,
/// and the last reference to something may close one, and those are not in its private descriptor table.
final class CommandAnswers: Sendable {
    typealias Completion = @Sendable (CommandResult) -> Void

    /// Apart from the thread, so that its last letters find it even when the runner has gone.
    private final class Waiting: Sendable {
        private let state = Mutex<(next: UInt64, completions: [UInt64: Completion])>((0, [:]))

        func add(_ completion: @escaping Completion) -> UInt64 {
            state.withLock { state in
                state.next += 1
                state.completions[state.next] = completion
                return state.next
            }
        }

        func take(_ number: UInt64) -> Completion? {
            state.withLock { $0.completions.removeValue(forKey: number) }
        }
    }

    private let waiting = Waiting()
    let thread: LoopThread<Void>

    init() throws { thread = try LoopThread(name: "exec-answers") { _ in () } }

    /// A number under which `completion` is called.
    func expect(_ completion: @escaping Completion) -> UInt64 { waiting.add(completion) }

    /// From the exec thread.
    func give(_ number: UInt64, _ result: CommandResult) {
        thread.post { [waiting] _ in waiting.take(number)?(result) }
    }

    /// Who waits under that number; nobody does afterwards.
    func take(_ number: UInt64) -> Completion? { waiting.take(number) }

    /// Returns when all that was given has been told.
    func stop() { thread.stop() }
}
