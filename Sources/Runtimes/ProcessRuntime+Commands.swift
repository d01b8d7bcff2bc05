import EventLoops
import Synchronization

/// Commands beside a container.
extension ProcessRuntime {
    package func execEnvironment(_ id: String) async throws(RuntimeError) -> ContainerEnvironment? {
        let record = try await ask { world throws(RuntimeError) in try world.container(id).record }
        return ContainerEnvironment(environment: record.environment, workingDirectory: record.workingDirectory)
    }

    /// The command is killed with its whole process group when its time is over or the task is cancelled, and ends with the
    /// container: then its exit code is 137.
    package func execSync(
        _ id: String, command: [String], timeoutNanoseconds: Int64
    ) async throws(RuntimeError) -> ExecResult {
        let call = CommandCall()
        let commands = commands
        let answered = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<CommandAnswer, Never>) in
                let isAsked = self.world.post { world in
                    world.run(call, command, beside: id, timeoutNanoseconds) { continuation.resume(returning: $0) }
                }
                if !isAsked { continuation.resume(returning: .failure(Self.wasShutDown)) }
            }
        } onCancel: {
            call.cancel(commands)
        }
        let (result, title) = try answered.get()
        return try Self.execResult(result, of: command, in: title, isCancelled: call.isCancelled)
    }

    private static func execResult(
        _ result: CommandResult, of command: [String], in container: String, isCancelled: Bool
    ) throws(RuntimeError) -> ExecResult {
        let title = "command \"\(command.joined(separator: " "))\""
        return switch result.ending {
        case .exited(let code): ExecResult(exitCode: code, output: result.output)
        case .signalled(let signal): ExecResult(exitCode: 128 + signal, output: result.output)
        case .cancelled where !isCancelled: ExecResult(exitCode: 137, output: result.output)
        case .cancelled: throw RuntimeError(.timeout, "\(title) was given up")
        case .timedOut: throw RuntimeError(.timeout, "\(title) timed out")
        case .couldNotStart(let error, _):
            throw RuntimeError(.start, "\(title) could not start in \(container): \(error)")
        case .noCapacity:
            throw RuntimeError(
                .other, "\(title) did not get its turn in \(container): podprobe runs as many commands as it may")
        }
    }
}

/// How a command went, and what its container is called.
typealias CommandAnswer = Result<(CommandResult, String), RuntimeError>

/// One command from its request to its end, which may be cancelled before it began.
final class CommandCall: Sendable {
    private struct State {
        var isCancelled = false
        var number: UInt64?
    }
    private let state = Mutex(State())

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func cancel(_ commands: CommandRunner) {
        state.withLock { state in
            state.isCancelled = true
            if let number = state.number { commands.cancel(number) }
        }
    }

    /// nil when it was cancelled before.
    func begin(_ start: () -> UInt64) -> UInt64? {
        state.withLock { state in
            guard !state.isCancelled else { return nil }
            state.number = start()
            return state.number
        }
    }
}

extension ProcessWorld {
    /// Beside a container that runs, and not one whose processes are being hunted: what begins later would be left behind.
    fileprivate func run(
        _ call: CommandCall, _ command: [String], beside id: String, _ timeoutNanoseconds: Int64,
        _ answer: @escaping @Sendable (CommandAnswer) -> Void
    ) {
        guard let container = containers[id] else { return answer(.failure(Self.noContainer(id))) }
        let record = container.record
        guard record.state == .running, container.ending == nil else {
            let state = record.state == .running ? "ending" : record.state.rawValue
            let why = "\(record.title) is \(state), so nothing can be run in it"
            return answer(.failure(RuntimeError(.conflict, why)))
        }
        let request = Command(
            arguments: command, environment: record.environment, workingDirectory: record.workingDirectory)
        let commands = around.commands
        let mail = around.mail
        let number = call.begin {
            commands.run(request, timeoutNanoseconds: timeoutNanoseconds) { [title = record.title] result in
                mail.post { $0.containers[id]?.commandEnded(call) }
                answer(.success((result, title)))
            }
        }
        guard let number else { return answer(.success((CommandResult(ending: .cancelled), record.title))) }
        container.commands[ObjectIdentifier(call)] = number
    }
}

extension ProcessContainer {
    fileprivate func commandEnded(_ call: CommandCall) { commands[ObjectIdentifier(call)] = nil }

    /// They would outlive the container that they belong to, if they have not begun yet.
    func cancelCommands() {
        for number in commands.values { world.around.commands.cancel(number) }
        commands = [:]
    }
}
