import Foundation
import TestSupport
import Testing

/// `deploy/demo` as the README shows it. It builds the release binary, which deploy/test has done before.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["PODPROBE_BINARY"] != nil, "run by deploy/test"))
struct `deploy/demo` {
    @Test func `shows pods that are ready, a restart with back-off, and the addresses, then ends by itself`()
        async throws
    {
        let port = freePort()
        let program = try RunningProgram(
            Repository.path("deploy/demo"), ["--seconds", "40"], environment: ["PODPROBE_DEMO_PORT": "\(port)"])
        let status = await program.exitStatus(within: 300)
        let text = program.standardOutput
        #expect(status == 0, "\(text) \(program.standardError)")
        for words in [
            "http://127.0.0.1:\(port)/metrics", "http://127.0.0.1:\(port)/", "web-demo", "database-demo", "worker-demo",
            "flaky-demo", "Container server failed liveness probe, will be restarted", "CrashLoopBackOff",
        ] {
            #expect(text.contains(words), "no '\(words)' in: \(text)")
        }
    }

    @Test func `refuses a number of seconds that is none`() async throws {
        let (status, _, err) = try await run(Repository.path("deploy/demo"), ["--seconds", "soon"])
        #expect(status == 2 && err.contains("whole number"), "\(err)")
    }
}
