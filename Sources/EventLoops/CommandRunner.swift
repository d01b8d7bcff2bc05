import Synchronization

/// Runs commands to their end on one exec thread of its own: a private descriptor table, so that a spawn costs the
/// same however many sockets the probe loops hold (engine-measurements 4), and a bounded number at a time.
package final class CommandRunner: Sendable {
    private let running = Atomic<Int>(0)

    /// - Parameter maximumInFlight: about twice the core count; further commands wait their turn in order.
    package init(maximumInFlight: Int) throws(SystemError) {
        precondition(maximumInFlight > 0, "maximumInFlight \(maximumInFlight)")
    }

    /// Starts `command` when its turn comes. The deadline counts from the start of the child; `completion` is called
    /// exactly once, on the exec thread, and must not wait.
    package func run(
        _ command: Command, timeoutNanoseconds: Int64, completion: @escaping @Sendable (CommandResult) -> Void
    ) {
        completion(CommandResult(ending: .noCapacity))
    }

    /// Kills what still runs, answers every command, and ends the thread.
    package func stop() {}

    /// Commands that were started and have not ended.
    package var inFlight: Int { running.load(ordering: .relaxed) }
}
