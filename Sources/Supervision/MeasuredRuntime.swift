import EventLoops
import PodModel
import Runtimes

/// A runtime whose every call is counted and timed.
struct MeasuredRuntime: ContainerRuntime {
    let inner: any ContainerRuntime
    let metrics: RuntimeMetrics
    let clock: any SupervisionClock

    var name: String { inner.name }
    var events: AsyncStream<RuntimeEvent> { inner.events }

    private func measured<Answer: Sendable>(
        _ call: RuntimeCall, _ body: () async throws(RuntimeError) -> Answer
    ) async throws(RuntimeError) -> Answer {
        let begun = clock.now().monotonic
        do throws(RuntimeError) {
            let answer = try await body()
            metrics.note(call, nanoseconds: clock.now().monotonic - begun, nil)
            return answer
        } catch {
            metrics.note(call, nanoseconds: clock.now().monotonic - begun, error)
            throw error
        }
    }

    func version() async throws(RuntimeError) -> String {
        try await measured(.version) { () throws(RuntimeError) in try await inner.version() }
    }

    func runPodSandbox(_ config: PodSandboxConfig) async throws(RuntimeError) -> PodSandboxStatus {
        try await measured(.runSandbox) { () throws(RuntimeError) in try await inner.runPodSandbox(config) }
    }

    func stopPodSandbox(_ id: String) async throws(RuntimeError) {
        try await measured(.stopSandbox) { () throws(RuntimeError) in try await inner.stopPodSandbox(id) }
    }

    func removePodSandbox(_ id: String) async throws(RuntimeError) {
        try await measured(.removeSandbox) { () throws(RuntimeError) in try await inner.removePodSandbox(id) }
    }

    func listPodSandboxes() async throws(RuntimeError) -> [PodSandboxStatus] {
        try await measured(.listSandboxes) { () throws(RuntimeError) in try await inner.listPodSandboxes() }
    }

    func createContainer(_ config: ContainerConfig, sandboxID: String) async throws(RuntimeError) -> String {
        try await measured(.createContainer) { () throws(RuntimeError) in
            try await inner.createContainer(config, sandboxID: sandboxID)
        }
    }

    func startContainer(_ id: String) async throws(RuntimeError) {
        try await measured(.startContainer) { () throws(RuntimeError) in try await inner.startContainer(id) }
    }

    func stopContainer(_ id: String, graceSeconds: Int64) async throws(RuntimeError) {
        try await measured(.stopContainer) { () throws(RuntimeError) in
            try await inner.stopContainer(id, graceSeconds: graceSeconds)
        }
    }

    func removeContainer(_ id: String) async throws(RuntimeError) {
        try await measured(.removeContainer) { () throws(RuntimeError) in try await inner.removeContainer(id) }
    }

    func listContainers() async throws(RuntimeError) -> [ContainerRecord] {
        try await measured(.listContainers) { () throws(RuntimeError) in try await inner.listContainers() }
    }

    func containerStatus(_ id: String) async throws(RuntimeError) -> ContainerRecord {
        try await measured(.containerStatus) { () throws(RuntimeError) in try await inner.containerStatus(id) }
    }

    func execSync(
        _ id: String, command: [String], timeoutNanoseconds: Int64
    ) async throws(RuntimeError) -> ExecResult {
        try await measured(.execSync) { () throws(RuntimeError) in
            try await inner.execSync(id, command: command, timeoutNanoseconds: timeoutNanoseconds)
        }
    }

    /// CRI would tell it in a verbose container status, and it is counted as one.
    func execEnvironment(_ id: String) async throws(RuntimeError) -> ContainerEnvironment? {
        try await measured(.containerStatus) { () throws(RuntimeError) in try await inner.execEnvironment(id) }
    }

    func stats() async throws(RuntimeError) -> [ContainerStats] {
        try await measured(.stats) { () throws(RuntimeError) in try await inner.stats() }
    }
}
