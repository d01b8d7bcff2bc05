import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

private let second: Int64 = 1_000_000_000

@Suite(.serialized) struct `A command beside a container` {
    private let harness: RuntimeHarness
    private let id: String
    private var runtime: ProcessRuntime { harness.runtime }

    init() async throws {
        let harness = try await RuntimeHarness()
        self.harness = harness
        id = try await harness.start("sleep", "1000") {
            $0.environment = [EnvVar(name: "GREETING", value: "hello")]
            $0.workingDir = harness.folder.path
        }
    }

    @Test func `has its environment and working directory`() async throws {
        let result = try await runtime.execSync(
            id, command: ["sh", "-c", "echo $GREETING; pwd; echo $HOSTNAME >&2; exit 3"],
            timeoutNanoseconds: 60 * second)
        #expect(result.exitCode == 3)
        #expect(String(decoding: result.output, as: UTF8.self) == "hello\n\(harness.folder.path)\nweb-node\n")
        let environment = try #require(try await runtime.execEnvironment(id))
        #expect(environment.workingDirectory == harness.folder.path)
        #expect(environment.environment.contains("GREETING=hello"))
        #expect(environment.environment.contains("\(ProcessTree.mark)=\(id)"))
    }

    @Test func `belongs to the container while it runs`() async throws {
        let file = harness.folder.file("pid")
        let main = try await harness.process(id).pid
        async let result = runtime.execSync(
            id, command: ["sh", "-c", "echo $$ >\(file); exec sleep 1000"], timeoutNanoseconds: 60 * second)
        let pid = try #require(Int32(try await harness.line(in: file)))
        #expect(try await harness.members(id) == [main, pid].sorted())
        try await runtime.stopContainer(id, graceSeconds: 60)
        #expect(try await result.exitCode == 137)
    }

    @Test func `that takes too long is killed`() async throws {
        let error = await #expect(throws: RuntimeError.self) {
            try await runtime.execSync(id, command: ["sleep", "1000"], timeoutNanoseconds: second / 10)
        }
        #expect(error == RuntimeError(.timeout, "command \"sleep 1000\" timed out"))
    }

    @Test func `is killed as a whole when the task that waits for it is cancelled`() async throws {
        let file = harness.folder.file("pid")
        let main = try await harness.process(id).pid
        let task = Task {
            try await runtime.execSync(
                id, command: ["sh", "-c", "sleep 1000 & echo $$ >\(file); wait"], timeoutNanoseconds: 600 * second)
        }
        let pid = try #require(Int32(try await harness.line(in: file)))
        #expect(await soon { try await harness.members(id).count == 3 })
        let members = try await harness.members(id)
        #expect(members.contains(pid))
        task.cancel()
        let error = await #expect(throws: RuntimeError.self) { try await task.value }
        #expect(error?.kind == .timeout)
        #expect(await soon { try await harness.members(id) == [main] })
        // One that is cancelled already does not begin.
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await runtime.execSync(id, command: ["touch", file + "2"], timeoutNanoseconds: 600 * second)
        }
        await #expect(throws: RuntimeError.self) { try await late.value }
        #expect(try await runtime.execSync(id, command: ["true"], timeoutNanoseconds: 60 * second).exitCode == 0)
        #expect(access(file + "2", F_OK) != 0)
    }

    @Test func `is not left behind by a container that ends meanwhile`() async throws {
        // Many, so that some are still to be started when the container ends.
        let calls = (0..<60).map { _ in
            Task {
                try? await runtime.execSync(id, command: ["sleep", "1000"], timeoutNanoseconds: 600 * second).exitCode
            }
        }
        #expect(await soon { try await harness.members(id).count > 5 })
        kill(try await harness.process(id).pid, SIGKILL)
        // All of them answer long before their time.
        for call in calls { #expect([137, nil].contains(await call.value)) }
        _ = try await harness.ended(id)
        #expect(await soon { try await runtime.ask { $0.containers[id]?.commands.isEmpty == true } })
        var proc = ProcFS()
        let left = proc.processes().filter { !$0.isDead && proc.environment($0.pid, ProcessTree.mark) == id }
        #expect(left.isEmpty)
    }

    @Test func `that does not exist is an error of the runtime, not of the container`() async throws {
        let error = await #expect(throws: RuntimeError.self) {
            try await runtime.execSync(id, command: ["/none"], timeoutNanoseconds: second)
        }
        #expect(error?.kind == .start)
    }

    @Test func `needs a container that runs`() async throws {
        try await runtime.stopContainer(id, graceSeconds: 0)
        let ended = await #expect(throws: RuntimeError.self) {
            try await runtime.execSync(id, command: ["true"], timeoutNanoseconds: second)
        }
        #expect(ended?.kind == .conflict)
        let unknown = await #expect(throws: RuntimeError.self) {
            try await runtime.execSync("nobody", command: ["true"], timeoutNanoseconds: second)
        }
        #expect(unknown?.kind == .notFound)
    }
}
