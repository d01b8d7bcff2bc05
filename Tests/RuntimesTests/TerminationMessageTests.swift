import Dispatch
import EventLoops
import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

// What pkg/kubelet/kuberuntime does was looked up (getTerminationMessage and readLastStringFromContainerLogs in
// kuberuntime_container.go): of a long file the last 4,096 bytes are kept; the log counts only with the policy
// FallbackToLogsOnError, an exit code other than 0 and an empty or missing file; a file that is there and cannot be read
// gives "Error on reading termination log ..." and no fallback; a message that is not empty replaces the runtime's own.
@Suite(.serialized) struct `A termination message` {
    private let harness: RuntimeHarness
    private let file: String

    init() async throws {
        harness = try await RuntimeHarness()
        file = harness.folder.file("message")
    }

    private func start(
        _ script: String, attempt: Int32 = 0, name: String = "main", policy: String = "File", path: String? = nil
    ) async throws -> String {
        try await harness.start("sh", "-c", script, name: name, attempt: attempt) {
            $0.terminationMessagePath = path ?? self.file
            $0.terminationMessagePolicy = policy
        }
    }

    private func message(
        _ script: String, attempt: Int32 = 0, policy: String = "File", path: String? = nil
    ) async throws -> String {
        try await harness.ended(start(script, attempt: attempt, policy: policy, path: path)).message
    }

    @Test func `is what the file holds when the container has ended, well or not`() async throws {
        #expect(try await message("printf 'all done' >\(file)") == "all done")
        #expect(try await message("printf 'no disk\\n' >\(file); kill -KILL $$", attempt: 1) == "no disk\n")
        #expect(Path.text(file) == "no disk\n")
    }

    @Test func `is the last 4096 bytes of a longer file`() async throws {
        let text = try await message(
            "{ head -c 5000 /dev/zero | tr '\\0' a; head -c 4090 /dev/zero | tr '\\0' b; printf :end; } >\(file)")
        #expect(text == "aa" + String(repeating: "b", count: 4_090) + ":end")
    }

    @Test func `does not begin within a character`() async throws {
        // 2,050 characters of two bytes, then one byte: the 4,096th byte from the end is a second half.
        let text = try await message("perl -e 'print \"\\xc3\\xa9\" x 2050, \"!\"' >\(file)")
        #expect(text == String(repeating: "é", count: 2_047) + "!")
    }

    @Test func `is none without a file, with an empty one, and without a path`() async throws {
        #expect(try await message("echo hello; exit 1") == "")
        #expect(try await message(": >\(file); echo hello; exit 1", attempt: 1) == "")
        #expect(try await message("exit 1", attempt: 2, path: "") == "")
    }

    @Test func `is not what was there before the container started`() async throws {
        _ = try harness.folder.write("of somebody else", to: "message")
        #expect(try await message("exit 1") == "")
        #expect(try await message("echo logged; exit 1", attempt: 1, policy: "FallbackToLogsOnError") == "logged\n")
        #expect(try await message("printf mine >\(file)", attempt: 2) == "mine")
        #expect(try await message("exit 1", attempt: 3) == "")
    }

    @Test func `of a restarted instance is its own, also when it is as long as the one before`() async throws {
        for attempt in 0..<5 {
            #expect(try await message("printf \(attempt) >\(file); exit 1", attempt: Int32(attempt)) == "\(attempt)")
        }
    }

    @Test func `belongs to the first of two containers that ends after it was written`() async throws {
        let gate = harness.folder.file("gate")
        let second = try await start("while ! test -e \(gate); do sleep 0.01; done; exit 1", name: "second")
        #expect(try await message("printf first >\(file)") == "first")
        _ = try harness.folder.write("", to: "gate")
        #expect(try await harness.ended(second).message == "")
    }

    @Test func `falls back to the log with an exit code other than 0 and an empty file`() async throws {
        let policy = "FallbackToLogsOnError"
        #expect(
            try await message("echo one; echo two >&2; exit 3", policy: policy).split(separator: "\n").sorted() == [
                "one", "two",
            ])
        #expect(try await message(": >\(file); printf 'no end'; exit 3", attempt: 1, policy: policy) == "no end\n")
        #expect(try await message("echo log; printf file >\(file); exit 3", attempt: 2, policy: policy) == "file")
        #expect(try await message("echo log; exit 0", attempt: 3, policy: policy) == "")
        #expect(try await message("exit 3", attempt: 4, policy: policy) == "")
        #expect(try await message("echo log; exit 3", attempt: 5, policy: policy, path: "") == "log\n")
        #expect(try await message("echo log; exit 3", attempt: 6, policy: "File") == "")
    }

    @Test func `from the log is its last 80 lines, or 2048 bytes when these are more`() async throws {
        let short = try await message("seq 1000; exit 1", policy: "FallbackToLogsOnError")
        #expect(short == (921...1000).map { "\($0)\n" }.joined())
        let long = try await message(
            "head -c 70000 /dev/zero | tr '\\0' x; echo; echo end; exit 1", attempt: 1, policy: "FallbackToLogsOnError")
        #expect(long == String(repeating: "x", count: 2_043) + "\nend\n")
    }

    @Test func `is complete however much the container wrote just before its end`() async throws {
        for attempt in 0..<5 {
            let text = try await message(
                "yes abcdefg | head -n 20000; echo the very last; exit 1", attempt: Int32(attempt),
                policy: "FallbackToLogsOnError")
            #expect(text.hasSuffix("abcdefg\nthe very last\n"))
        }
    }

    @Test func `is looked for from the root when the path is relative`() async throws {
        let relative = String(file.drop { $0 == "/" })
        #expect(try await message("printf hello >\(file)", path: relative) == "hello")
    }

    @Test func `that cannot be read says why and holds nothing up`() async throws {
        let policy = "FallbackToLogsOnError"
        let prefix = "Error on reading termination log"
        let folder = try await message("echo log; mkdir \(file); exit 1", policy: policy)
        #expect(folder == "\(prefix) \(file): read: Is a directory (21)")
        let pipe = harness.folder.file("pipe")
        let fifo = try await message("mkfifo \(pipe); exit 1", attempt: 1, policy: policy, path: pipe)
        #expect(fifo == "\(prefix) \(pipe): read: No such device or address (6)")
        let long = "/" + String(repeating: "x", count: 300)
        let name = try await message("exit 1", attempt: 2, policy: policy, path: long)
        #expect(name == "\(prefix) \(long): stat: File name too long (36)")
        let below = try await message("exit 1", attempt: 3, path: "/etc/passwd/message")
        #expect(below == "")
    }

    @Test func `of a container that never lived is the runtime's`() async throws {
        var config = harness.config(["/nonexistent"])
        config.terminationMessagePath = try harness.folder.write("old", to: "message")
        config.terminationMessagePolicy = "FallbackToLogsOnError"
        let id = try await harness.create(config)
        await #expect(throws: RuntimeError.self) { try await harness.runtime.startContainer(id) }
        let record = try await harness.status(id)
        #expect((record.reason, record.message) == ("StartError", "exec: \"/nonexistent\": no such file or directory"))
    }

    @Test func `holds nothing up when a disk hangs, and is known to be missing`() async throws {
        // As if the log's disk hung: its thread waits.
        let disk = HangingDisk()
        harness.runtime.logs.post { _ in disk.hang() }
        let id = try await start("printf hello >\(file); exit 4")
        let record = try await harness.ended(id)
        #expect((record.exitCode, record.message) == (4, ""))
        #expect(
            harness.notes.texts.contains {
                $0.hasSuffix("its termination message is not known: its log or \(file) could not be read in 5 s")
            })
        disk.goOn()
        // Its answer comes too late for this one, and in time for the next.
        #expect(try await message("printf next >\(file)", attempt: 1) == "next")
        #expect(try await harness.status(id) == record)
    }

    @Test func `is not waited for when podprobe stops, and the exit code is kept`() async throws {
        let disk = HangingDisk()
        harness.runtime.logs.post { _ in disk.hang() }
        let id = try await start("printf hello >\(file); exit 4")
        #expect(await soon { try await harness.runtime.ask { $0.containers[id]?.ending?.isAsking == true } })
        let runtime = harness.runtime
        let stopped = try PosixThread(name: "stop") { runtime.shutdown() }
        let path = harness.storage + "/process/containers/\(id)/record.json"
        #expect(await soon { Path.text(path)?.contains("\"state\":\"exited\"") == true })
        disk.goOn()
        stopped.join()
        harness.handOver()
        let second = try await RuntimeHarness(harness.folder)
        #expect(try await second.status(id).exitCode == 4)
    }

    @Test func `is there when a stop returns`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await start(
            "trap 'printf bye >\(file); exit 0' TERM; echo >\(ready); while :; do sleep 0.01; done")
        _ = try await harness.line(in: ready)
        try await harness.runtime.stopContainer(id, graceSeconds: 60)
        let record = try await harness.status(id)
        #expect((record.state, record.message) == (.exited, "bye"))
    }
}

/// Whoever it is given to waits until it goes on.
private final class HangingDisk: Sendable {
    private let isFree = DispatchSemaphore(value: 0)
    func hang() { isFree.wait() }
    func goOn() { isFree.signal() }
}

@Suite(.serialized) struct `A termination message and a podprobe that comes after another` {
    private let folder: TemporaryDirectory
    init() throws { folder = try TemporaryDirectory() }

    @Test func `is read of a container that was taken over, file or log`() async throws {
        let gate = folder.file("gate")
        let wait = "while ! test -e \(gate); do sleep 0.01; done;"
        let first = try await RuntimeHarness(folder)
        let file = try folder.write("from before", to: "message")
        let writes = try await first.start("sh", "-c", "\(wait) printf now >\(file)", name: "writes") {
            $0.terminationMessagePath = file
        }
        let quiet = try await first.start("sh", "-c", "\(wait) echo logged; exit 2", name: "quiet") {
            $0.terminationMessagePath = folder.file("none")
            $0.terminationMessagePolicy = "FallbackToLogsOnError"
        }
        let silent = try await first.start("sh", "-c", "\(wait) exit 2", name: "silent") {
            $0.terminationMessagePath = file + "2"
        }
        _ = try folder.write("from before", to: "message2")
        first.handOver()
        let second = try await RuntimeHarness(folder)
        #expect(try await second.status(writes).state == .running)
        _ = try folder.write("", to: "gate")
        #expect(try await second.ended(writes).message == "now")
        #expect(try await second.ended(quiet).message == "logged\n")
        // It was written while the instance ran, so it is its own.
        #expect(try await second.ended(silent).message == "from before")
        second.handOver()
        let third = try await RuntimeHarness(folder)
        #expect(try await third.status(writes).message == "now")
    }

    @Test func `is read of one that ended while no podprobe ran, whose log is no message`() async throws {
        let gate = folder.file("gate")
        let file = folder.file("message")
        let first = try await RuntimeHarness(folder)
        let id = try await first.start(
            "sh", "-c", "echo log; while ! test -e \(gate); do sleep 0.01; done; printf why >\(file); exit 7"
        ) {
            $0.terminationMessagePath = file
            $0.terminationMessagePolicy = "FallbackToLogsOnError"
        }
        let other = try await first.start(
            "sh", "-c", "echo log; while ! test -e \(gate); do sleep 0.01; done; exit 7", name: "other"
        ) { $0.terminationMessagePolicy = "FallbackToLogsOnError" }
        let pids = [try await first.process(id).pid, try await first.process(other).pid]
        first.handOver()
        _ = try folder.write("", to: "gate")
        for pid in pids { waitpid(pid, nil, 0) }
        let second = try await RuntimeHarness(folder)
        let record = try await second.ended(id)
        #expect((record.exitCode, record.reason, record.message) == (255, "Unknown", "why"))
        let unknown = "it ended while no podprobe was running, so its exit code is not known"
        #expect(try await second.ended(other).message == unknown)
    }
}
