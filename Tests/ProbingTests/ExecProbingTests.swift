import Foundation
import PodModel
import Probing
import TestSupport
import Testing

private let environment = ExecEnvironment(environment: ["PATH=/usr/bin:/bin", "WHO=me"], workingDirectory: "/tmp")

private func exec(_ script: String, milliseconds: Int64 = 10_000) async throws -> ProbeReport {
    var probe = Probe()
    probe.exec = ExecAction(command: ["sh", "-c", script])
    return try await report(probe, timeoutMilliseconds: milliseconds, exec: environment)
}

@Suite struct `An exec probe` {
    @Test func `P21 succeeds at exit 0 and fails at exit 1, with its output`() async throws {
        #expect(try await exec("echo fine").outcome == .success(output: "fine\n"))
        #expect(try await exec("echo bad; exit 1").outcome == .failure(.exitCode, output: "bad\n"))
        #expect(try await exec("kill -9 $$").outcome.kind == "failure exit_code")
    }

    @Test func `runs with the container's environment and directory`() async throws {
        #expect(try await exec("echo $WHO $HOME $(pwd)").outcome == .success(output: "me /tmp\n"))
    }

    @Test func `puts standard error behind standard output`() async throws {
        #expect(try await exec("echo err >&2; echo out").outcome == .success(output: "out\nerr\n"))
    }

    @Test func `P22 fails at its deadline with the command in the message, and the process is gone`() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.file("pid")
        // "$$" in a manifest is "$" in the command.
        let outcome = try await exec("trap '' TERM; echo $$$$ > \(file); sleep 100 & wait", milliseconds: 500).outcome
        let command = "sh -c trap '' TERM; echo $$ > \(file); sleep 100 & wait"
        #expect(outcome == .failure(.timeout, output: "command \"\(command)\" timed out"))
        let pid = try #require(Int32(String(contentsOfFile: file, encoding: .utf8).filter(\.isNumber)))
        #expect(await eventually { kill(pid, 0) != 0 })
    }

    @Test func `survives a flood of output and keeps 10,240 bytes of it`() async throws {
        let report = try await exec("yes | head -c 3000000; exit 3")
        #expect(report.outcome.kind == "failure exit_code")
        #expect(report.outcome.text.utf8.count == 10_240)
    }

    @Test func `judges a command by its exit although it closed its output or left a child with it`() async throws {
        #expect(try await exec("exec >&- 2>&-; exit 4").outcome.kind == "failure exit_code")
        #expect(try await exec("sleep 3 & echo fine").outcome == .success(output: "fine\n"))
    }

    @Test func `is an error, tried three times, when there is no such program`() async throws {
        var probe = Probe()
        probe.exec = ExecAction(command: ["no-such-program"])
        let report = try await report(probe, exec: environment)
        #expect(
            report.outcome
                == .error(
                    .execError,
                    message: "exec of \"no-such-program\": there is no such program in the container's PATH"))
        #expect(report.attempts == 3)
    }

    @Test func `is an error while the container has no process`() async throws {
        var probe = Probe()
        probe.exec = ExecAction(command: ["true"])
        #expect(try await report(probe).outcome.kind == "error adapter")
    }
}
