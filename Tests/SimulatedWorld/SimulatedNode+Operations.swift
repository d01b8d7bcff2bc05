import PodModel
package import Runtimes
import Supervision

/// What can become of an operation.
package enum Fate {
    case done(after: Double)
    case fails(RuntimeError, after: Double)
    /// The shell gives it up; the runtime may carry it out all the same, later or never.
    case timesOut(after: Double, isCarriedOutLater: Bool)
}

/// What the shell and the runtime do about an operation.
extension SimulatedNode {
    func begin(_ id: UInt64, _ pod: String, _ operation: PodOperation) {
        if hangs(operation) { return }
        if let error = failure(operation) {
            return after(time) { [unowned self] in finished(id, pod, .failed(error)) }
        }
        var latency = latency?(operation) ?? latencySeconds
        switch fate?(operation) {
        case .done(let seconds)?: latency = seconds
        case .fails(let error, let seconds)?:
            return after(time + Int64(seconds * 1e9)) { [unowned self] in finished(id, pod, .failed(error)) }
        case .timesOut(let seconds, let isLate)?: return timeOut(id, pod, operation, seconds, isLate)
        case nil: break
        }
        if case .save(let state) = operation {
            return write(.state(state), after: latency) { [unowned self] in finished(id, pod, .done) }
        }
        runtime.settle(time, wall: wall)
        var end = time + Int64(latency * 1e9)
        if case .stopContainer(let kill) = operation { end = max(end, runtime.stop(kill, time)) }
        var hookError: RuntimeError?
        if case .hook(let call) = operation {
            let (seconds, error) = hook(call)
            guard let seconds else { return }
            (end, hookError) = (max(end, time + Int64(seconds * 1e9)), error)
        }
        underWay[id] = operation
        after(end) { [unowned self] in
            underWay[id] = nil
            runtime.settle(time, wall: wall)
            let outcome = perform(operation)
            finished(id, pod, hookError.map { .failed($0) } ?? outcome)
        }
    }

    private func timeOut(
        _ id: UInt64, _ pod: String, _ operation: PodOperation, _ seconds: Double, _ isLate: Bool
    ) {
        var end = time + Int64(seconds * 1e9)
        if case .stopContainer(let kill) = operation { end += kill.graceSeconds * 1_000_000_000 }
        let late = end + 1_000_000_000
        underWay[id] = operation
        after(end) { [unowned self] in
            underWay[id] = nil
            finished(id, pod, .failed(RuntimeError(.timeout, "no answer")))
        }
        // The shell does not start what it has given up: at most it was created.
        if case .startContainer = operation { return }
        if isLate { after(late) { [unowned self] in carryOutLate(operation) } }
    }

    private func carryOutLate(_ operation: PodOperation) {
        runtime.settle(time, wall: wall)
        if case .stopContainer(let kill) = operation { _ = runtime.stop(kill, time) } else { _ = perform(operation) }
    }

    private func after(_ at: Int64, _ work: @escaping () -> Void) { due.add(work, at: at) }

    func perform(_ operation: PodOperation) -> PodOutcome {
        switch operation {
        // Goes to the disk, not to the runtime.
        case .save: break
        case .runSandbox(let config): return runtime.runSandbox(config, at: wall(time))
        case .startContainer(let config, let sandbox):
            return runtime.start(config, sandbox: sandbox, time, wall: wall(time))
        case .stopContainer: break
        case .removeContainer(let id): runtime.instances[id] = nil
        case .stopSandbox(let id): runtime.sandboxes[id]?.ready = false
        case .removeSandbox(let id): runtime.sandboxes[id] = nil
        case .hook: return .hookRan(httpInsteadAt: nil)
        case .execEnvironment(let id):
            return .environment(ContainerEnvironment(environment: ["ID=\(id)"], workingDirectory: "/work"))
        }
        return .done
    }
}
