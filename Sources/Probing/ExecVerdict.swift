import EventLoops

/// What a command's end says about the target (kubelet-semantics 1.5).
enum ExecVerdict {
    static func outcome(_ result: CommandResult, of arguments: [String], keepsOutput: Bool) -> ProbeOutcome {
        let program = arguments.first ?? ""
        func output() -> String { String(decoding: result.output, as: UTF8.self) }
        switch result.ending {
        case .exited(0): return .success(output: keepsOutput ? output() : "")
        case .exited, .signalled: return .failure(.exitCode, output: output())
        case .timedOut:
            return .failure(.timeout, output: "command \"\(arguments.joined(separator: " "))\" timed out")
        case .couldNotStart(let error, _) where error.isLocalTrouble:
            return .inconclusive("\(program) could not be started: \(error)")
        case .couldNotStart(let error, let notFound):
            let why = notFound ? "there is no such program in the container's PATH" : "\(error)"
            return .error(.execError, message: "exec of \"\(program)\": \(why)")
        case .noCapacity, .cancelled:
            return .inconclusive("podprobe runs as many exec probes as it may and had no turn for this one in time")
        }
    }
}
