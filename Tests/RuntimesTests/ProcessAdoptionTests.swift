import EventLoops
import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

@Suite(.serialized) struct `A podprobe that comes after another` {
    private let folder: TemporaryDirectory
    init() throws { folder = try TemporaryDirectory() }

    /// Writes numbers to its log until the file exists, then ends with 5.
    private func counter(until gate: String) -> [String] {
        ["sh", "-c", "i=0; while ! test -e \(gate); do i=$((i+1)); echo $i; sleep 0.01; done; exit 5"]
    }

    @Test func `takes over what still runs, without a gap in its log`() async throws {
        let gate = folder.file("gate")
        let first = try await RuntimeHarness(folder)
        let id = try await first.create(first.config(counter(until: gate)))
        try await first.runtime.startContainer(id)
        #expect(await soon { first.log().split(separator: "\n").count > 5 })
        let before = (try await first.status(id), try await first.process(id))
        first.handOver()
        let second = try await RuntimeHarness(folder)
        let after = (try await second.status(id), try await second.process(id))
        #expect(after == before)
        #expect(after.0.state == .running)
        #expect(second.sandbox == first.sandbox)
        #expect(second.runtime.counters.containersAdopted.value == 1)
        let seen = second.log().split(separator: "\n").count
        #expect(await soon { second.log().split(separator: "\n").count > seen + 5 })
        _ = try folder.write("", to: "gate")
        let record = try await second.ended(id)
        #expect((record.exitCode, record.reason) == (5, "Error"))
        #expect(
            await soon {
                let numbers = second.log().split(separator: "\n").compactMap { Int($0.split(separator: " ")[3]) }
                return numbers == Array(1...max(1, numbers.count)) && numbers.count > seen
            })
    }

    @Test func `R01 stops what it took over, within its grace and beyond`() async throws {
        let first = try await RuntimeHarness(folder)
        let ready = folder.file("ready")
        let good = try await first.start("sleep", "1000", name: "good")
        let bad = try await first.start(
            "sh", "-c", "trap '' TERM; setsid sleep 1000 & echo >\(ready); while :; do sleep 0.05; done", name: "bad")
        _ = try await first.line(in: ready)
        first.handOver()
        let second = try await RuntimeHarness(folder)
        #expect(await soon { try await second.members(bad).count >= 3 })
        let members = try await second.members(bad)
        try await second.runtime.stopContainer(good, graceSeconds: 60)
        try await second.runtime.stopContainer(bad, graceSeconds: 1)
        #expect(try await second.status(good).exitCode == 143)
        #expect(try await second.status(bad).exitCode == 137)
        #expect(await soon { members.allSatisfy { !lives($0) } })
    }

    @Test func `finds the dead with how they ended`() async throws {
        let first = try await RuntimeHarness(folder)
        let id = try await first.start("sh", "-c", "exit 4")
        let before = try await first.ended(id)
        first.handOver()
        let second = try await RuntimeHarness(folder)
        #expect(try await second.runtime.listContainers() == [before])
    }

    @Test func `says that it does not know how one ended that nobody saw end`() async throws {
        let first = try await RuntimeHarness(folder)
        let id = try await first.start("sh", "-c", "setsid sleep 1000 & exec sleep 1000")
        #expect(await soon { try await first.members(id).count == 2 })
        let members = try await first.members(id)
        let pid = try await first.process(id).pid
        first.handOver()
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
        let second = try await RuntimeHarness(folder)
        let record = try await second.ended(id)
        #expect((record.exitCode, record.reason) == (255, "Unknown"))
        #expect(record.message == "it ended while no podprobe was running, so its exit code is not known")
        #expect(record.finishedAt != nil)
        // What it left behind is ended as well.
        #expect(await soon { members.allSatisfy { !lives($0) } })
    }

    @Test func `does not take a later process with the same number for the container`() async throws {
        let first = try await RuntimeHarness(folder)
        let id = try await first.start("sleep", "1000")
        first.handOver()
        let path = first.storage + "/process/containers/\(id)/record.json"
        let text = try #require(Path.text(path))
        let pid = try await first.pid(in: text)
        // As if this process were another one that got the number.
        let ticks = try #require(text.firstMatch(of: /"startTicks":(\d+)/)?.1)
        try Path.replace(path, text.replacing("\"startTicks\":\(ticks)", with: "\"startTicks\":1"))
        let second = try await RuntimeHarness(folder)
        let record = try await second.ended(id)
        #expect(record.reason == "Unknown")
        // Its mark is that of the container, and so it was ended; a stranger has none.
        #expect(await soon { !lives(pid) })
    }

    @Test func `knows that nothing survives a restart of the machine`() async throws {
        let first = try await RuntimeHarness(folder)
        let id = try await first.start("sleep", "1000")
        let sandbox = try #require(try await first.runtime.listPodSandboxes().first)
        first.handOver()
        for path in ["containers/\(id)/record.json", "sandboxes/\(sandbox.id).json"] {
            let path = first.storage + "/process/" + path
            let text = try #require(Path.text(path))
            let boot = try #require(text.firstMatch(of: /"bootID":"([^"]+)"/)?.1)
            try Path.replace(path, text.replacing(boot, with: "another"))
        }
        let second = try await RuntimeHarness(folder)
        let record = try await second.ended(id)
        #expect((record.reason, record.message) == ("Unknown", "the machine was restarted while it ran"))
        // So the pod gets another sandbox, and its init containers run again.
        #expect(sandbox.ready)
        #expect(try await second.runtime.listPodSandboxes().map(\.ready) == [false])
    }

    @Test func `finds the process of a start that was cut off, by its mark`() async throws {
        let first = try await RuntimeHarness(folder)
        let (found, lost) = (
            try await first.start("sleep", "1000", name: "found"), try await first.start("sleep", "1000", name: "lost")
        )
        let process = try await first.process(found)
        let gone = try await first.process(lost).pid
        first.handOver()
        kill(gone, SIGKILL)
        waitpid(gone, nil, 0)
        for id in [found, lost] {
            let path = first.storage + "/process/containers/\(id)/record.json"
            let text = try #require(Path.text(path))
            try Path.replace(
                path,
                text.replacing("\"state\":\"running\"", with: "\"state\":\"starting\"").replacing(
                    "\"pid\":", with: "\"was\":")
            )
        }
        let second = try await RuntimeHarness(folder)
        #expect(try await second.status(found).state == .running)
        #expect(try await second.process(found) == process)
        let record = try await second.ended(lost)
        #expect(record.reason == "Unknown")
        #expect(record.message == "podprobe was killed while it started this container, and no process of it lives")
    }

    @Test func `sets a damaged record aside and says so`() async throws {
        let first = try await RuntimeHarness(folder)
        let (good, bad) = (try await first.start("true", name: "good"), try await first.start("true", name: "bad"))
        _ = (try await first.ended(good), try await first.ended(bad))
        first.handOver()
        let path = first.storage + "/process/containers/\(bad)/record.json"
        let half = try #require(Path.text(path)).prefix(40)
        try Path.replace(path, String(half))
        let second = try await RuntimeHarness(folder)
        #expect(try await second.runtime.listContainers().map(\.id) == [good])
        #expect(second.notes.texts == ["\(path) is damaged and was set aside as \(path).damaged"])
        #expect(Path.text(path + ".damaged") == String(half))
    }

    @Test func `learns how a process ended that is not its child`() async throws {
        // The container's process stays the child of a shell that waits for it, so it never falls to us.
        let first = try await RuntimeHarness(folder)
        let id = try await first.start("sleep", "1000")
        let real = try await first.process(id).pid
        first.handOver()
        kill(real, SIGKILL)
        waitpid(real, nil, 0)
        let (pidFile, gate) = (folder.file("pid"), folder.file("gate"))
        let script = "echo $$ >\(pidFile); while ! test -e \(gate); do sleep 0.01; done; exit 9"
        let null = FileDescriptor(open("/dev/null", O_RDWR | O_CLOEXEC))
        let shell = try ProcessSpawner.spawn(
            SpawnRequest(arguments: ["sh", "-c", "\(ProcessTree.mark)=\(id) setsid sh -c '\(script)' & wait"]),
            output: null.number, error: null.number)
        let shellEnd = shell.pidfd.number
        let pid = try #require(Int32(try await first.line(in: pidFile)))
        var proc = ProcFS()
        let found = proc.process(pid)
        let key = try #require(found?.key)
        let path = first.storage + "/process/containers/\(id)/record.json"
        let text = try #require(Path.text(path))
            .replacing(/"pid":\d+/, with: "\"pid\":\(pid)")
            .replacing(/"startTicks":\d+/, with: "\"startTicks\":\(key.startTicks)")
        try Path.replace(path, text)
        let second = try await RuntimeHarness(folder)
        #expect(try await second.status(id).state == .running)
        _ = try folder.write("", to: "gate")
        let record = try await second.ended(id)
        if record.exitCode == 255 {
            #expect(record.message.hasPrefix("the kernel does not tell how it ended"))
        } else {
            #expect((record.exitCode, record.reason) == (9, "Error"))
        }
        #expect(await soon { ChildProcess.hasEnded(pidfd: shellEnd) })
        #expect(try ChildProcess.reap(shell.pid, pidfd: shellEnd) == .exited(0))
    }
}

extension RuntimeHarness {
    fileprivate func pid(in text: String) async throws -> Int32 {
        try #require(text.firstMatch(of: /"pid":(\d+)/).flatMap { Int32($0.1) })
    }
}

@Suite(.serialized) struct `A storage path` {
    @Test func `is used by one podprobe at a time`() async throws {
        let harness = try await RuntimeHarness()
        let error = #expect(throws: RuntimeError.self) { try ProcessRuntime(storagePath: harness.storage) }
        #expect(error?.kind == .conflict)
        #expect(
            error?.message
                == "the storage path \(harness.storage) is in use by another podprobe (process \(getpid())): stop that one, "
                + "or give this one a folder of its own with --storage.path")
        harness.runtime.shutdown()
        try ProcessRuntime(storagePath: harness.storage).shutdown()
    }

    @Test(arguments: ["/proc/none", "/dev/null/storage"])
    func `that cannot be written is named, with what to do`(path: String) throws {
        let error = try #require(#expect(throws: RuntimeError.self) { try ProcessRuntime(storagePath: path) })
        #expect(error.message.hasPrefix("the storage path \(path) cannot be used: mkdir: "))
        #expect(error.message.hasSuffix("or name another with --storage.path"))
    }

    @Test func `that vanishes while podprobe runs fails a start and names the file system's reason`() async throws {
        let harness = try await RuntimeHarness()
        let id = try await harness.create(harness.config(["true"]))
        Path.removeFolder(harness.storage + "/process/containers/\(id)")
        rmdir(harness.storage + "/process/containers")
        _ = try harness.folder.write("", to: "storage/process/containers")
        let error = await #expect(throws: RuntimeError.self) { try await harness.runtime.startContainer(id) }
        #expect(error?.kind == .start)
        #expect(error?.message.contains("Not a directory") == true)
        #expect(try await harness.status(id).state == .created)
        let another = await #expect(throws: RuntimeError.self) {
            try await harness.create(harness.config(["true"], name: "other"))
        }
        #expect(another?.kind == .create)
    }
}
