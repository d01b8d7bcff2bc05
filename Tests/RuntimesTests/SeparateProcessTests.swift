import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

/// Set in a run of this test program that stands for a podprobe of its own, where orphans may fall to the whole process and
/// a SIGKILL hits nobody else.
private let role = "PODPROBE_TEST_STORAGE"
private var storage: String? { getenv(role).map { String(cString: $0) } }

/// Runs one of the tests below in a process of its own.
private func podprobe(_ test: String, storage: String) throws -> RunningProgram {
    try RunningProgram(
        "/proc/self/exe", ["--filter", test, "--testing-library", "swift-testing"], environment: [role: storage])
}

private func start(_ runtime: ProcessRuntime, _ scripts: (name: String, script: String)...) async throws -> [String] {
    let sandbox = try await runtime.runPodSandbox(
        PodSandboxConfig(podName: "web-node", podNamespace: "default", podUID: "uid-1"))
    var ids: [String] = []
    for (name, script) in scripts {
        var config = ContainerConfig()
        (config.podName, config.podNamespace, config.podUID) = ("web-node", "default", "uid-1")
        (config.name, config.command) = (name, ["sh", "-c", script])
        ids.append(try await runtime.createContainer(config, sandboxID: sandbox.id))
        try await runtime.startContainer(ids[ids.count - 1])
    }
    return ids
}

@Suite(.enabled(if: storage != nil)) struct `In a process of its own` {
    @Test func `podprobe is killed`() async throws {
        let runtime = try ProcessRuntime(storagePath: try #require(storage))
        let ids = try await start(runtime, ("runs", "echo up; exec sleep 1000"), ("ends", "exit 3"))
        #expect(await soon { try await runtime.containerStatus(ids[1]).state == .exited })
        kill(getpid(), SIGKILL)
    }

    @Test func `podprobe runs many`() async throws {
        // As if whoever started podprobe ignored it, which is inherited.
        signal(SIGCHLD, SIG_IGN)
        let runtime = try ProcessRuntime(storagePath: try #require(storage))
        var descriptors: [Int] = []
        for round in 0..<150 {
            let sandbox = try await runtime.runPodSandbox(
                PodSandboxConfig(podName: "web", podNamespace: "default", podUID: "uid-\(round)"))
            var config = ContainerConfig()
            (config.podName, config.podNamespace, config.podUID) = ("web", "default", "uid-\(round)")
            (config.name, config.command) = ("main", round % 3 == 0 ? ["/none"] : ["sh", "-c", "echo hello; exit 3"])
            let id = try await runtime.createContainer(config, sandboxID: sandbox.id)
            try? await runtime.startContainer(id)
            #expect(await soon { try await runtime.containerStatus(id).state == .exited })
            #expect(try await runtime.containerStatus(id).exitCode == (round % 3 == 0 ? 128 : 3))
            try await runtime.removePodSandbox(sandbox.id)
            descriptors.append(Path.entries("/proc/self/fd").count)
        }
        // The log thread may still hold the last ones.
        let base = try #require(descriptors.first)
        #expect(await soon { Path.entries("/proc/self/fd").count <= base + 2 }, "\(descriptors)")
        #expect(await soon { Path.entries(storage.map { $0 + "/logs" } ?? "").isEmpty })
        var proc = ProcFS()
        #expect(proc.processes().allSatisfy { $0.parent != getpid() })
    }

    @Test func `podprobe is short of descriptors`() async throws {
        let runtime = try ProcessRuntime(storagePath: try #require(storage))
        let sandbox = try await runtime.runPodSandbox(
            PodSandboxConfig(podName: "web", podNamespace: "default", podUID: "uid-1"))
        let highest = Path.entries("/proc/self/fd").compactMap { UInt($0) }.max() ?? 0
        // With each limit below what is enough another of the calls fails, in the one thread or the other.
        var failures = 0
        for limited in 3...highest + 4 {
            var config = ContainerConfig()
            (config.podName, config.podNamespace, config.podUID) = ("web", "default", "uid-1")
            (config.name, config.command) = ("main\(limited)", ["sleep", "1000"])
            let id = try await runtime.createContainer(config, sandboxID: sandbox.id)
            let shortage = DescriptorShortage(limit: limited)
            var hasStarted = true
            do throws(RuntimeError) {
                try await runtime.startContainer(id)
            } catch {
                hasStarted = false
                failures += 1
            }
            shortage.end()
            let state = try await runtime.containerStatus(id).state
            #expect(state == (hasStarted ? .running : .created), "limit \(limited)")
            if hasStarted { try await runtime.stopContainer(id, graceSeconds: 0) }
        }
        #expect(failures > 0)
    }

    @Test func `podprobe gets orphans`() async throws {
        let storage = try #require(storage)
        let file = storage + ".pids"
        let runtime = try ProcessRuntime(storagePath: storage)
        let id = try await start(
            runtime,
            ("main", "for i in 1 2 3 4 5; do sh -c '(sleep 0.1; :) & echo $! >>\(file)'; done; exec sleep 1000"))[0]
        #expect(await soon { Path.text(file)?.split(separator: "\n").count == 5 })
        let orphans = try #require(Path.text(file)).split(separator: "\n").compactMap { Int32($0) }
        // No stop, no exit and no question about usage: podprobe sweeps by itself. Not even a zombie is left.
        #expect(await soon { orphans.allSatisfy { kill($0, 0) != 0 } })
        #expect(runtime.counters.orphansReaped.value >= 5)
        #expect(try await runtime.containerStatus(id).state == .running)
        try await runtime.stopContainer(id, graceSeconds: 60)
        #expect(try await runtime.containerStatus(id).exitCode == 143)
    }
}

@Suite(.enabled(if: storage == nil)) struct `A podprobe as a process` {
    @Test func `that is killed leaves everything as the next one needs it`() async throws {
        let folder = try TemporaryDirectory()
        let killed = try podprobe("podprobe is killed", storage: folder.file("storage"))
        #expect(await killed.exitStatus() == 137, "\(killed.standardOutput) \(killed.standardError)")
        let harness = try await RuntimeHarness(folder)
        let records = try await harness.runtime.listContainers()
        #expect(records.map(\.name) == ["runs", "ends"])
        #expect(records.map(\.state) == [.running, .exited])
        #expect(records.last?.exitCode == 3)
        #expect(await soon { harness.log("runs").hasSuffix("stdout F up\n") })
        let runs = try #require(records.first?.id)
        let pid = try await harness.process(runs).pid
        try await harness.runtime.stopContainer(runs, graceSeconds: 60)
        #expect(!lives(pid))
        // 255 where the kernel does not tell how a process ended that is not ours.
        #expect([143, 255].contains(try await harness.status(runs).exitCode))
    }

    @Test func `keeps no descriptor, file or process of containers that are gone, and needs no inherited SIGCHLD`()
        async throws
    {
        let folder = try TemporaryDirectory()
        let other = try podprobe("podprobe runs many", storage: folder.file("storage"))
        #expect(await other.exitStatus(within: 120) == 0, "\(other.standardOutput) \(other.standardError)")
        let said = other.standardOutput + other.standardError
        #expect(said.contains("1 test in 1 suite passed"), "\(said)")
    }

    @Test func `takes no lack of descriptors for a container that failed`() async throws {
        let folder = try TemporaryDirectory()
        let other = try podprobe("podprobe is short of descriptors", storage: folder.file("storage"))
        #expect(await other.exitStatus(within: 60) == 0, "\(other.standardOutput) \(other.standardError)")
        let said = other.standardOutput + other.standardError
        #expect(said.contains("1 test in 1 suite passed"), "\(said)")
    }

    @Test func `reaps the orphans of its containers`() async throws {
        let folder = try TemporaryDirectory()
        let other = try podprobe("podprobe gets orphans", storage: folder.file("storage"))
        #expect(await other.exitStatus(within: 60) == 0, "\(other.standardOutput) \(other.standardError)")
        let said = other.standardOutput + other.standardError
        #expect(said.contains("1 test in 1 suite passed"), "\(said)")
    }
}
