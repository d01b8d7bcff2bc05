import EventLoops
import PodModel
import Runtimes
import SimulatedWorld
import Supervision
import Synchronization

/// A runtime in memory for the supervisor's own tests; what it is told to do wrong it does.
final class FakeRuntime: ContainerRuntime {
    struct State {
        var runtime = SimulatedRuntime()
        /// Calls, by what they say of themselves, that never come back.
        var hangs: @Sendable (String) -> Bool = { _ in false }
        var errors: @Sendable (String) -> RuntimeError? = { _ in nil }
        var created: [String: (ContainerConfig, String)] = [:]
        var calls: [String] = []
        /// Termination messages, by the pod's name.
        var lastWords: [String: String] = [:]
    }

    let state = Mutex(State())
    let clock: VirtualClock
    let events: AsyncStream<RuntimeEvent>
    let hints: AsyncStream<RuntimeEvent>.Continuation
    let name = "process"

    init(clock: VirtualClock) {
        self.clock = clock
        (events, hints) = AsyncStream.makeStream()
    }

    var containers: [ContainerRecord] { state.withLock { $0.runtime.instances.values.map(\.record) } }
    /// How often it was asked for everything it has.
    var looks: Int { state.withLock { $0.calls.count { $0 == "list" } } }

    private var time: Int64 { clock.now().monotonic.nanoseconds }

    private func enter(_ call: String) async throws(RuntimeError) {
        let (hangs, error) = state.withLock { state in
            state.calls.append(call)
            return (state.hangs(call), state.errors(call))
        }
        if let error { throw error }
        if hangs { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
    }

    func version() async throws(RuntimeError) -> String { "1.2.3" }

    func runPodSandbox(_ config: PodSandboxConfig) async throws(RuntimeError) -> PodSandboxStatus {
        try await enter("sandbox \(config.podName)")
        let wall = clock.now().wall
        guard case .sandbox(let status) = state.withLock({ $0.runtime.runSandbox(config, at: wall) }) else {
            throw RuntimeError(.other, "no sandbox")
        }
        return status
    }

    func stopPodSandbox(_ id: String) async throws(RuntimeError) {
        try await enter("stop sandbox \(id)")
        state.withLock { $0.runtime.sandboxes[id]?.ready = false }
    }

    func removePodSandbox(_ id: String) async throws(RuntimeError) {
        state.withLock { $0.runtime.sandboxes[id] = nil }
    }

    func listPodSandboxes() async throws(RuntimeError) -> [PodSandboxStatus] {
        try await enter("list")
        return state.withLock { Array($0.runtime.sandboxes.values) }
    }

    func createContainer(_ config: ContainerConfig, sandboxID: String) async throws(RuntimeError) -> String {
        try await enter("create \(config.podName)/\(config.name)")
        let id = "new-\(config.podName)-\(config.name)-\(config.attempt)"
        state.withLock { $0.created[id] = (config, sandboxID) }
        return id
    }

    func startContainer(_ id: String) async throws(RuntimeError) {
        try await enter("start \(id)")
        let now = clock.now()
        state.withLock { state in
            guard let (config, sandbox) = state.created[id] else { return }
            let time = now.monotonic.nanoseconds
            guard case .started(let made) = state.runtime.start(config, sandbox: sandbox, time, wall: now.wall),
                var instance = state.runtime.instances.removeValue(forKey: made)
            else { return }
            // Under the id that its creation answered with.
            instance.record.id = id
            state.runtime.instances[id] = instance
        }
    }

    func stopContainer(_ id: String, graceSeconds: Int64) async throws(RuntimeError) {
        try await enter("stop \(id)")
        let time = time
        let end = state.withLock { state in
            var kill: ContainerKill?
            if let record = state.runtime.instances[id]?.record {
                kill = ContainerKill(record.name, id: id, .stopping, graceSeconds: graceSeconds)
            }
            return kill.map { state.runtime.stop($0, time) } ?? time
        }
        try? await clock.sleep(until: MonotonicTime(nanoseconds: end))
        settle()
    }

    func removeContainer(_ id: String) async throws(RuntimeError) {
        state.withLock { $0.runtime.instances[id] = nil }
    }

    private func settle() {
        let now = clock.now()
        let ahead = now.wall.nanoseconds - now.monotonic.nanoseconds
        state.withLock {
            $0.runtime.settle(now.monotonic.nanoseconds) { Timestamp(nanoseconds: $0 + ahead) }
        }
    }

    func listContainers() async throws(RuntimeError) -> [ContainerRecord] {
        settle()
        return state.withLock { state in
            state.runtime.instances.values.map { instance in
                var record = instance.record
                if record.state == .exited { record.message = state.lastWords[record.podName] ?? "" }
                return record
            }
        }
    }

    func containerStatus(_ id: String) async throws(RuntimeError) -> ContainerRecord {
        guard let record = state.withLock({ $0.runtime.instances[id]?.record }) else {
            throw RuntimeError(.notFound, "no container \(id)")
        }
        return record
    }

    func execSync(
        _ id: String, command: [String], timeoutNanoseconds: Int64
    ) async throws(RuntimeError) -> ExecResult {
        try await enter("exec \(id)")
        return ExecResult(exitCode: 0, output: [])
    }

    func stats() async throws(RuntimeError) -> [ContainerStats] {
        try await enter("stats")
        return [ContainerStats(containerID: "c", podUID: "u", name: "main", sampledAt: clock.now().wall)]
    }
}
