import EventLoops

extension Prober {
    /// Hands a command to the exec thread, which keeps its deadline.
    func runCommand(_ attempt: Attempt, _ arguments: [String], _ environment: ExecEnvironment) {
        attempt.stage = .executing
        let command = Command(
            arguments: arguments, environment: environment.environment, workingDirectory: environment.workingDirectory)
        let tag = attempt.tag
        let post = services.post
        services.commands.run(command, timeoutNanoseconds: attempt.timeoutNanoseconds) { result in
            post { $0.commandFinished(tag, result) }
        }
    }

    private func commandFinished(_ tag: UInt64, _ result: CommandResult) {
        guard let attempt = attempt(tag), case .exec(let arguments, _) = attempt.target?.way else { return }
        attempt.lateNanoseconds += result.lateNanoseconds
        attempt.phases.runNanoseconds += result.durationNanoseconds
        finish(attempt, ExecVerdict.outcome(result, of: arguments, keepsOutput: keepsOutput))
    }
}
