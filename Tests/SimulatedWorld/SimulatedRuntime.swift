package import PodModel
package import Runtimes
package import Supervision

/// How a simulated container behaves.
package struct Behaviour {
    /// Seconds from its start to its own end; nil runs for ever.
    package var exitsAfter: Double?
    package var exitCode: Int32 = 0
    /// Seconds from SIGTERM to its end; nil ignores the signal.
    package var termSeconds: Double? = 0
    package var termExitCode: Int32 = 143
    package var createError: RuntimeError?
    package var startError: RuntimeError?

    package init(
        exitsAfter: Double? = nil, exitCode: Int32 = 0, termSeconds: Double? = 0, termExitCode: Int32 = 143,
        createError: RuntimeError? = nil, startError: RuntimeError? = nil
    ) {
        self.exitsAfter = exitsAfter
        self.exitCode = exitCode
        self.termSeconds = termSeconds
        self.termExitCode = termExitCode
        self.createError = createError
        self.startError = startError
    }

    package static let steady = Behaviour()
    package static func exits(_ code: Int32, after seconds: Double = 0) -> Behaviour {
        Behaviour(exitsAfter: seconds, exitCode: code)
    }
}

/// A container runtime in virtual time, as a value: nothing of it runs. Times are nanoseconds of virtual time.
package struct SimulatedRuntime {
    package struct Instance {
        package var record: ContainerRecord
        package var behaviour: Behaviour
        package var endsAt: Int64?
        package var endsWith: Int32 = 0
        /// When it was started, and when it ended.
        package var startedAt: Int64
        package var endedAt: Int64?
        /// It was sent the stop signal.
        package var isStopping = false
    }

    package var sandboxes: [String: PodSandboxStatus] = [:] { didSet { changes += 1 } }
    package var instances: [String: Instance] = [:] { didSet { changes += 1 } }
    /// Counts what happens to the runtime, so that one can tell whether looking at it is worth while.
    package private(set) var changes: UInt64 = 0
    private var lastID = 0
    /// By container name and attempt.
    package var behaviour: (String, Int32) -> Behaviour = { _, _ in .steady }
    /// The same for one that must know the pod.
    package var behaviourInPod: ((ContainerConfig) -> Behaviour)?
    package var sandboxError: RuntimeError?

    package init() {}

    private mutating func newID(_ prefix: String) -> String {
        lastID += 1
        return "\(prefix)\(lastID)"
    }

    /// When the next container ends by what is known now.
    package var nextEnd: Int64? {
        instances.values.reduce(nil as Int64?) { next, one in
            guard one.endedAt == nil, let end = one.endsAt else { return next }
            return min(next ?? end, end)
        }
    }

    /// Ends what is due at `now`; `wall` tells wall time of a virtual time.
    package mutating func settle(_ now: Int64, wall: (Int64) -> Timestamp) {
        let due = instances.filter { _, one in
            one.endedAt == nil && one.endsAt.map { $0 <= now } ?? false
        }
        for (id, one) in due { end(id, at: one.endsAt ?? now, with: one.endsWith, wall: wall) }
    }

    package mutating func end(_ id: String, at time: Int64, with code: Int32, wall: (Int64) -> Timestamp) {
        guard var one = instances[id] else { return }
        one.record.state = .exited
        one.record.exitCode = code
        one.record.reason = code == 0 ? "Completed" : "Error"
        one.record.finishedAt = wall(time)
        one.endedAt = time
        instances[id] = one
    }

    package mutating func runSandbox(_ config: PodSandboxConfig, at wall: Timestamp) -> PodOutcome {
        if let error = sandboxError { return .failed(error) }
        let status = PodSandboxStatus(
            id: newID("s"), podUID: config.podUID, podName: config.podName, podNamespace: config.podNamespace,
            attempt: config.attempt, ready: true, createdAt: wall, ips: ["127.0.0.1"])
        sandboxes[status.id] = status
        return .sandbox(status)
    }

    package mutating func start(_ config: ContainerConfig, sandbox: String, _ now: Int64, wall: Timestamp) -> PodOutcome
    {
        let behaviour = behaviourInPod?(config) ?? behaviour(config.name, config.attempt)
        if let error = behaviour.createError { return .failed(error) }
        let id = newID("c")
        var record = ContainerRecord(
            id: id, sandboxID: sandbox, podUID: config.podUID, podName: config.podName,
            podNamespace: config.podNamespace, name: config.name, attempt: config.attempt, specHash: config.specHash,
            state: .running, createdAt: wall)
        record.startedAt = wall
        var instance = Instance(record: record, behaviour: behaviour, endsWith: behaviour.exitCode, startedAt: now)
        instance.endsAt = behaviour.exitsAfter.map { now + Int64($0 * 1e9) }
        if let error = behaviour.startError {
            instance.record.state = .exited
            instance.endedAt = now
            (instance.record.exitCode, instance.record.reason) = (128, "StartError")
            (instance.record.finishedAt, instance.record.message) = (wall, error.message)
            instances[id] = instance
            return .startFailed(id: id, error)
        }
        instances[id] = instance
        return .started(id: id)
    }

    /// When the stop is over, in virtual time.
    package mutating func stop(_ kill: ContainerKill, _ now: Int64) -> Int64 {
        guard var one = instances[kill.id], one.record.state == .running || one.record.state == .unknown else {
            return now
        }
        let killAt = now + kill.graceSeconds * 1_000_000_000
        let obeysAt = one.behaviour.termSeconds.map { now + Int64($0 * 1e9) } ?? Int64.max
        let end = min(killAt, obeysAt, one.endsAt ?? Int64.max)
        if end != one.endsAt { one.endsWith = end == obeysAt ? one.behaviour.termExitCode : 137 }
        one.record.state = .running
        one.isStopping = true
        one.endsAt = end
        instances[kill.id] = one
        return end
    }

    package func running(_ name: String) -> [ContainerRecord] {
        instances.values.map(\.record).filter { $0.name == name && $0.state == .running }
    }
    package func newest(_ name: String) -> ContainerRecord? {
        instances.values.map(\.record).filter { $0.name == name }.max { $0.attempt < $1.attempt }
    }
}
