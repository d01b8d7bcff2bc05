import Synchronization

/// Runs commands to their end on one exec thread of its own: a private descriptor table, so that a spawn costs the same
/// however many sockets the probe loops hold, and a bounded number at a time (engine-measurements 4).
///
/// A command leads its own session and process group, and at its deadline that whole group is killed. What it leaves
/// running in the background after its end is left alone, as in a container; a descendant that called setsid escapes the
/// kill at the deadline too. Both belong to the container whose environment they carry, and end with it.
package final class CommandRunner: Sendable {
    private let thread: LoopThread<CommandLoop>
    private let answers: CommandAnswers
    private let started = CommandCount()

    /// - Parameter maximumInFlight: about twice the core count, for an exec costs half a millisecond of CPU; further
    ///   commands wait their turn in order.
    package init(maximumInFlight: Int) throws(SystemError) {
        precondition(maximumInFlight > 0, "maximumInFlight \(maximumInFlight)")
        do {
            let answers = try CommandAnswers()
            thread = try LoopThread(name: "exec", privateDescriptors: true, reachable: answers.thread) {
                [started, unowned answers] loop in
                CommandLoop(loop, maximumInFlight: maximumInFlight, started, answers)
            }
            self.answers = answers
        } catch let error as SystemError {
            throw error
        } catch {
            preconditionFailure("only a system call can fail here: \(error)")
        }
    }

    deinit {
        // Before `answers` goes away, which the exec thread does not hold.
        thread.post { $0.end() }
        thread.stop()
    }

    /// Starts `command` when its turn comes. The deadline counts from the start of the child; `completion` is called
    /// exactly once, on a thread of the runner (after ``stop()`` on the caller's), and must not wait.
    /// - Returns: the number under which it can be cancelled.
    @discardableResult
    package func run(
        _ command: Command, timeoutNanoseconds: Int64, completion: @escaping @Sendable (CommandResult) -> Void
    ) -> UInt64 {
        let request = CommandRequest(
            command, timeoutNanoseconds: timeoutNanoseconds, askedAt: .now(), number: answers.expect(completion))
        if !thread.post({ $0.submit(request) }) {
            answers.take(request.number)?(CommandResult(ending: .noCapacity))
        }
        return request.number
    }

    /// Kills the command, or takes it out of the queue; its completion hears `.cancelled`. One that has ended is fine.
    package func cancel(_ number: UInt64) { thread.post { $0.cancel(number) } }

    /// Kills what still runs, answers every command, and ends the threads. Not from a completion.
    package func stop() {
        thread.post { $0.end() }
        thread.stop()
        answers.stop()
    }

    /// Commands that were started and whose process has not been reaped.
    package var inFlight: Int { started.value.load(ordering: .relaxed) }
}

/// Read by anybody, written by the exec thread.
final class CommandCount: Sendable {
    let value = Atomic<Int>(0)
}

struct CommandRequest: Sendable {
    let command: Command
    let timeoutNanoseconds: Int64
    let askedAt: MonotonicTime
    /// Under which the answer is waited for.
    let number: UInt64

    init(_ command: Command, timeoutNanoseconds: Int64, askedAt: MonotonicTime, number: UInt64) {
        self.command = command
        // A generation is as good as for ever, and is still a time that can be added to.
        self.timeoutNanoseconds = min(max(0, timeoutNanoseconds), 1 << 60)
        self.askedAt = askedAt
        self.number = number
    }
}
