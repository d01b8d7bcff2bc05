package import PodModel
package import Runtimes

package func second(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }

/// One container instance as the runtime shows it; its id is `<name>-<attempt>`.
package func record(
    _ name: String, _ state: ContainerRecord.State, attempt: Int32 = 0, exit code: Int32 = 0, hash: String = "",
    sandbox: String = "s0"
) -> ContainerRecord {
    var record = ContainerRecord(
        id: "\(name)-\(attempt)", sandboxID: sandbox, podUID: "uid-web", podName: "web", podNamespace: "default",
        name: name, attempt: attempt, specHash: hash, state: state, createdAt: second(Int64(attempt) * 10))
    if state != .created { record.startedAt = second(Int64(attempt) * 10 + 1) }
    if state == .exited {
        record.finishedAt = second(Int64(attempt) * 10 + 5)
        (record.exitCode, record.reason) = (code, code == 0 ? "Completed" : "Error")
    }
    return record
}

package func sandbox(_ attempt: UInt32 = 0, ready: Bool = true) -> PodSandboxStatus {
    PodSandboxStatus(
        id: "s\(attempt)", podUID: "uid-web", podName: "web", podNamespace: "default", attempt: attempt, ready: ready,
        createdAt: second(Int64(attempt)), ips: ["127.0.0.1"])
}

extension ContainerStatus {
    /// The status in short: `running`, `waiting <reason>` or `terminated <code> <reason>`, then the last end if any.
    package var short: String {
        let now =
            switch state {
            case .running: "running"
            case .waiting(let reason, _): "waiting \(reason)"
            case .terminated(let end): "terminated \(end.exitCode) \(end.reason)"
            }
        return now + (lastState.map { ", last \($0.exitCode) \($0.reason)" } ?? "") + ", restarts \(restartCount)"
    }
}
