import Glibc
import PodModel
import Synchronization
import TestSupport
import Testing

@testable import Runtimes

/// A process runtime on a folder of its own. What still runs when it goes away is killed.
final class RuntimeHarness: Sendable {
    let folder: TemporaryDirectory
    let runtime: ProcessRuntime
    let sandbox: String
    let notes = NoteList()
    var storage: String { folder.file("storage") }

    final class NoteList: Sendable {
        private let list = Mutex<[RuntimeNote]>([])
        func append(_ note: RuntimeNote) { list.withLock { $0.append(note) } }
        var texts: [String] { list.withLock { $0.map(\.message) } }
    }

    init(_ folder: TemporaryDirectory? = nil, logLimits: LogFile.Limits = LogFile.Limits()) async throws {
        let folder = try folder ?? TemporaryDirectory()
        self.folder = folder
        runtime = try ProcessRuntime(
            storagePath: folder.file("storage"), takesOrphans: false, logLimits: logLimits, now: { .fromSystemClock() },
            note: { [notes] in notes.append($0) })
        if let known = try await runtime.listPodSandboxes().first {
            sandbox = known.id
        } else {
            sandbox = try await runtime.runPodSandbox(
                PodSandboxConfig(podName: "web-node", podNamespace: "default", podUID: "uid-1")
            ).id
        }
    }

    private let isHandedOver = Mutex(false)

    /// This podprobe ends and leaves what runs to the next one, whose harness kills it in the end.
    func handOver() {
        runtime.shutdown()
        isHandedOver.withLock { $0 = true }
    }

    deinit {
        if isHandedOver.withLock({ $0 }) { return }
        // The marks are the tests' own, so nothing else can be hit.
        var proc = ProcFS()
        let ids = Set(Path.entries(storage + "/process/containers"))
        runtime.shutdown()
        for process in proc.processes() where process.pid != getpid() {
            guard let mark = proc.environment(process.pid, ProcessTree.mark), ids.contains(mark) else { continue }
            kill(process.pid, SIGKILL)
            // A zombie that nobody collects would stand in the way of whoever waits for any child of the tests.
            waitpid(process.pid, nil, 0)
        }
    }

    func config(_ arguments: [String], name: String = "main", attempt: Int32 = 0) -> ContainerConfig {
        var config = ContainerConfig()
        config.podName = "web-node"
        config.podNamespace = "default"
        config.podUID = "uid-1"
        config.name = name
        config.attempt = attempt
        config.image = "perl"
        config.specHash = "hash"
        config.command = arguments
        return config
    }

    func create(_ config: ContainerConfig) async throws -> String {
        try await runtime.createContainer(config, sandboxID: sandbox)
    }

    func start(
        _ arguments: String..., name: String = "main", attempt: Int32 = 0,
        _ change: (inout ContainerConfig) -> Void = { _ in }
    ) async throws -> String {
        var config = config(arguments, name: name, attempt: attempt)
        change(&config)
        let id = try await create(config)
        try await runtime.startContainer(id)
        return id
    }

    func status(_ id: String) async throws -> ContainerRecord { try await runtime.containerStatus(id) }

    /// The record once it has ended.
    func ended(_ id: String) async throws -> ContainerRecord {
        #expect(await soon { try await self.status(id).state == .exited })
        return try await status(id)
    }

    func process(_ id: String) async throws -> ProcessStat.Key {
        try #require(try await runtime.ask { world in world.containers[id]?.record.process?.key })
    }

    /// Pids of everything that belongs to the container and lives.
    func members(_ id: String) async throws -> [Int32] {
        try await runtime.ask { world in (world.scan()[id] ?? []).filter { !$0.isDead }.map(\.pid).sorted() }
    }

    func log(_ name: String = "main", attempt: Int32 = 0) -> String {
        Path.text(storage + "/logs/default_web-node_uid-1/\(name)/\(attempt).log") ?? ""
    }

    /// Waits until the file has a whole line, and gives that.
    func line(in path: String) async throws -> String {
        #expect(await soon { Path.text(path)?.contains("\n") == true })
        return String(try #require(Path.text(path)?.split(separator: "\n", omittingEmptySubsequences: false).first))
    }
}

/// Whether it comes to hold on a machine that is busy with other things too.
func soon(_ condition: @Sendable () async throws -> Bool) async -> Bool { await eventually(within: 60, condition) }

/// A zombie does not, whoever is to collect it.
func lives(_ pid: Int32) -> Bool {
    var proc = ProcFS()
    return proc.process(pid).map { !$0.isDead } ?? false
}
