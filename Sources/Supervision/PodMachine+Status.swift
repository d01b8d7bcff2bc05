import EventLoops
package import PodModel
import Probing
import Runtimes

/// What is published.
extension PodMachine {
    mutating func regenerate(_ turn: inout NodeTurn) {
        guard var view, !isOrphan, isAdmitted else { return }
        // Between two syncs the status shows what the first began with, as a kubelet's does: a container that was stopped
        // and started again, of which no look at the runtime tells yet, has not ended for good.
        if stage == .active, let syncView { view = syncView }
        let builder = StatusBuilder(
            pod: pod, facts: facts, view: view.hiding(starting), old: status, results: results,
            workers: Set(workers.keys), failures: failures, isDeleted: isEnding,
            isWindingDown: stage != .active, isOver: stage != .active && view.live.isEmpty,
            newSandbox: newSandbox)
        let next = builder.build(now: turn.now.wall)
        if next != status {
            let before = status
            status = next
            isDirty = true
            turn.changedPods.insert(uid)
            StatusChange(before: before, after: next).log(self, &turn)
            reportStart(&turn)
        }
        askForEnvironments(&turn)
        postContexts(&turn)
    }

    private mutating func reportStart(_ turn: inout NodeTurn) {
        guard !hasReportedStart else { return }
        let allStarted = status.containerStatuses.allSatisfy {
            switch $0.state {
            case .running: true
            case .waiting: $0.lastState != nil
            case .terminated(let end): end != .unlocated || $0.lastState != nil
            }
        }
        guard allStarted else { return }
        hasReportedStart = true
        turn.measure(.podStarted(nanoseconds: turn.now.monotonic - seenAt))
    }

    package func snapshot() -> PodSnapshot {
        var pod = pod
        // One that was neither let in nor rejected has no node yet (kubelet-semantics 5.6).
        if !isAdmitted, !status.phase.isTerminal { pod.spec.nodeName = "" }
        return PodSnapshot(
            pod: pod, status: status, createdAt: createdAt, deletionTimestamp: deletionTimestamp,
            source: desired.source, probes: probeSnapshots)
    }

    private var probeSnapshots: [ProbeSnapshot] {
        pod.spec.allContainers.flatMap { container in
            ProbeType.allCases.filter { container.probe($0) != nil }.map { type in
                let slot = ProbeSlot(container.name, type)
                let id = facts.runtimeID(status.container(container.name)?.containerID ?? "")
                let message = probeMessages[slot]
                return ProbeSnapshot(
                    container: container.name, type: type, result: results.result(slot, of: id),
                    lastMessage: message?.text ?? "", lastMessageAt: message?.at)
            }
        }
    }

    /// Containers that wait for their back-off.
    package var backingOff: Int {
        (status.initContainerStatuses + status.containerStatuses).count {
            if case .waiting(StartFailure.crashLoopBackOff, _) = $0.state { true } else { false }
        }
    }
}

/// The log lines that a change of the status is worth.
struct StatusChange {
    let before: PodStatus
    let after: PodStatus

    func log(_ machine: PodMachine, _ turn: inout NodeTurn) {
        for one in after.initContainerStatuses + after.containerStatuses {
            guard let old = before.container(one.name) else { continue }
            if let end = one.state.end, end != old.state.end, end != old.lastState, end != .unlocated {
                // An end that was asked for is no trouble, whatever its code: 143 is SIGTERM's.
                let level: SupervisionLog.Level = end.exitCode == 0 || machine.isEnding ? .info : .warning
                let message = "Ended with exit code \(end.exitCode) (\(end.reason))"
                turn.log(
                    level, end.lastWords.map { "\(message): \($0)" } ?? message + ".", machine, container: one.name)
            }
            if old.ready != one.ready, one.state.isRunning {
                turn.log(
                    one.ready ? .info : .warning, one.ready ? "Ready." : "No longer ready.", machine,
                    container: one.name)
            }
        }
        if before.phase != after.phase, !after.phase.isTerminal {
            turn.log(.debug, "Phase \(before.phase.rawValue) becomes \(after.phase.rawValue).", machine)
        }
    }
}

extension ContainerState.Terminated {
    /// The last line of its message, for a log; nil when it said nothing.
    fileprivate var lastWords: String? {
        let last = message.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        return last.map { $0.count > 200 ? "\($0.prefix(200))..." : String($0) }
    }
}
