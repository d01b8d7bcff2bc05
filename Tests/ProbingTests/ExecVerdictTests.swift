import EventLoops
import Glibc
import Testing

@testable import Probing

private func outcome(_ ending: CommandResult.Ending, output: String = "out") -> ProbeOutcome {
    let result = CommandResult(ending: ending, output: Array(output.utf8))
    return ExecVerdict.outcome(result, of: ["check", "-v"], keepsOutput: true)
}

@Suite struct `An exec probe's verdict` {
    @Test func `P21 is success at exit 0 and failure at any other`() {
        #expect(outcome(.exited(0)) == .success(output: "out"))
        #expect(outcome(.exited(1)) == .failure(.exitCode, output: "out"))
        #expect(outcome(.signalled(9)) == .failure(.exitCode, output: "out"))
    }

    @Test func `P22 is failure at the deadline, with the command in its message`() {
        #expect(outcome(.timedOut) == .failure(.timeout, output: "command \"check -v\" timed out"))
    }

    @Test func `is an error when the command cannot be run at all`() {
        let missing = outcome(.couldNotStart(SystemError("execve", ENOENT), notFound: true))
        #expect(
            missing
                == .error(.execError, message: "exec of \"check\": there is no such program in the container's PATH"))
        let forbidden = outcome(.couldNotStart(SystemError("execve", EACCES), notFound: false))
        #expect(forbidden == .error(.execError, message: "exec of \"check\": execve: Permission denied (13)"))
    }

    @Test func `is nobody's when podprobe itself is short of something`() {
        for ending in [
            CommandResult.Ending.noCapacity, .couldNotStart(SystemError("pipe2", EMFILE), notFound: false),
        ] {
            guard case .inconclusive = outcome(ending) else {
                Issue.record("\(ending)")
                continue
            }
        }
    }
}
