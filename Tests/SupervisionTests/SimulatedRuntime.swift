import PodModel
import Runtimes
import Supervision

/// How a simulated container behaves.
struct Behaviour {
    /// Seconds from its start to its own end; nil runs for ever.
    var exitsAfter: Double?
    var exitCode: Int32 = 0
    /// Seconds from SIGTERM to its end; nil ignores the signal.
    var termSeconds: Double? = 0
    var termExitCode: Int32 = 143
    var createError: RuntimeError?
    var startError: RuntimeError?

    static let steady = Behaviour()
    static func exits(_ code: Int32, after seconds: Double = 0) -> Behaviour {
        Behaviour(exitsAfter: seconds, exitCode: code)
    }
}

/// A container runtime in virtual time, as a value: nothing of it runs.
struct SimulatedRuntime {
    struct Instance {
        var record: ContainerRecord
        var behaviour: Behaviour
        /// Nanoseconds of virtual time.
        var endsAt: Int64?
        var endsWith: Int32 = 0
    }

    var sandboxes: [String: PodSandboxStatus] = [:]
    var instances: [String: Instance] = [:]
    private var lastID = 0
    /// By container name and attempt.
    var behaviour: (String, Int32) -> Behaviour = { _, _ in .steady }
    var sandboxError: RuntimeError?

    private mutating func newID(_ prefix: String) -> String {
        lastID += 1
        return "\(prefix)\(lastID)"
    }

    /// Ends what is due at `now`; `wall` tells wall time of a virtual time.
    mutating func settle(_ now: Int64, wall: (Int64) -> Timestamp) {
        for (id, one) in instances {
            guard one.record.state == .running, let end = one.endsAt, end <= now else { continue }
            instances[id]?.record.state = .exited
            instances[id]?.record.exitCode = one.endsWith
            instances[id]?.record.reason = one.endsWith == 0 ? "Completed" : "Error"
            instances[id]?.record.finishedAt = wall(end)
        }
    }

    mutating func runSandbox(_ config: PodSandboxConfig, at wall: Timestamp) -> PodOutcome {
        if let error = sandboxError { return .failed(error) }
        let status = PodSandboxStatus(
            id: newID("s"), podUID: config.podUID, podName: config.podName, podNamespace: config.podNamespace,
            attempt: config.attempt, ready: true, createdAt: wall, ips: ["127.0.0.1"])
        sandboxes[status.id] = status
        return .sandbox(status)
    }

    mutating func start(_ config: ContainerConfig, sandbox: String, _ now: Int64, wall: Timestamp) -> PodOutcome {
        let behaviour = behaviour(config.name, config.attempt)
        if let error = behaviour.createError { return .failed(error) }
        let id = newID("c")
        var record = ContainerRecord(
            id: id, sandboxID: sandbox, podUID: config.podUID, podName: config.podName,
            podNamespace: config.podNamespace, name: config.name, attempt: config.attempt, specHash: config.specHash,
            state: .running, createdAt: wall)
        record.startedAt = wall
        var instance = Instance(record: record, behaviour: behaviour, endsWith: behaviour.exitCode)
        instance.endsAt = behaviour.exitsAfter.map { now + Int64($0 * 1e9) }
        if let error = behaviour.startError {
            instance.record.state = .exited
            (instance.record.exitCode, instance.record.reason) = (128, "StartError")
            (instance.record.finishedAt, instance.record.message) = (wall, error.message)
            instances[id] = instance
            return .startFailed(id: id, error)
        }
        instances[id] = instance
        return .started(id: id)
    }

    /// When the stop is over, in virtual time.
    mutating func stop(_ kill: ContainerKill, _ now: Int64) -> Int64 {
        guard let one = instances[kill.id], one.record.state == .running || one.record.state == .unknown else {
            return now
        }
        let killAt = now + kill.graceSeconds * 1_000_000_000
        let obeysAt = one.behaviour.termSeconds.map { now + Int64($0 * 1e9) } ?? Int64.max
        let end = min(killAt, obeysAt, one.endsAt ?? Int64.max)
        if end != one.endsAt { instances[kill.id]?.endsWith = end == obeysAt ? one.behaviour.termExitCode : 137 }
        instances[kill.id]?.record.state = .running
        instances[kill.id]?.endsAt = end
        return end
    }

    func running(_ name: String) -> [ContainerRecord] {
        instances.values.map(\.record).filter { $0.name == name && $0.state == .running }
    }
    func newest(_ name: String) -> ContainerRecord? {
        instances.values.map(\.record).filter { $0.name == name }.max { $0.attempt < $1.attempt }
    }
}
