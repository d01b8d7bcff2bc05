import PodModel
import Runtimes

/// One container's status from its instances in the runtime (the table of kubelet-semantics 3.6).
extension StatusBuilder {
    func runtimeStatus(_ container: Container) -> ContainerStatus {
        let before = old.container(container.name)
        let instances = view.instances(of: container.name)
        guard let newest = instances.first else { return missing(container, before) }
        var status = converted(newest, container, before)
        // The newest record may have been lost and an older one be left: the count does not go down.
        status.restartCount = max(status.restartCount, before?.restartCount ?? 0)
        if instances.count > 1, case .terminated(let end) = converted(instances[1], container, nil).state {
            status.lastState = end
        } else {
            status.lastState = endBefore(newest, before)
        }
        return status
    }

    /// The end of the instance before `newest`, as it was published: its own record may be gone.
    private func endBefore(
        _ newest: ContainerRecord, _ before: ContainerStatus?
    ) -> ContainerState.Terminated? {
        let candidates: [ContainerState.Terminated?] = [before?.state.end, before?.lastState]
        return candidates.compactMap { $0 }.first { $0.containerID != facts.shown(newest.id) }
    }

    private func converted(
        _ record: ContainerRecord, _ container: Container, _ before: ContainerStatus?
    ) -> ContainerStatus {
        let id = facts.shown(record.id)
        var status = ContainerStatus(name: record.name, state: .waiting(reason: "", message: ""))
        status.containerID = id
        status.restartCount = record.attempt
        status.image = record.image.isEmpty ? container.image : record.image
        status.imageID = record.imageID
        switch record.state {
        case .created: break
        case .running: status.state = .running(startedAt: record.startedAt ?? record.createdAt)
        case .exited: status.state = .terminated(record.end(id: id))
        case .unknown:
            guard before?.containerID == id, let lost = lost(before) else { break }
            status.state = .terminated(lost)
            status.restartCount = record.attempt + 1
        }
        return status
    }

    /// The runtime has no instance.
    private func missing(_ container: Container, _ before: ContainerStatus?) -> ContainerStatus {
        let reason = pod.spec.initContainers.isEmpty ? "ContainerCreating" : "PodInitializing"
        var status = ContainerStatus(name: container.name, state: .waiting(reason: reason, message: ""))
        status.image = container.image
        guard let before else { return ended(status, container) }
        status.restartCount = before.restartCount
        status.lastState = before.lastState
        switch before.state {
        case .waiting: return ended(status, container)
        case .running:
            // So the phase does not fall back to Pending (kubelet-semantics 3.6).
            status.lastState = lost(before)
            if !isDeleted { status.restartCount += 1 }
        case .terminated(let end):
            if old.phase.isTerminal || !rule(container).restarts(afterExit: end.exitCode) { return before }
            status.lastState = end
        }
        return status
    }

    /// A sidecar without any record, of a pod whose regular containers have ended for good, is not waited for: it would
    /// keep the pod Pending for ever. A kubelet's last status of a pod, too, calls it unknown.
    private func ended(_ status: ContainerStatus, _ container: Container) -> ContainerStatus {
        let haveEnded = pod.spec.containers.allSatisfy { one in
            guard let newest = view.newest(one.name), newest.state == .exited else { return false }
            return !rule(one).starts(newest, remembered: nil)
        }
        guard container.isSidecar, haveEnded, status.lastState == nil else { return status }
        var status = status
        status.state = .terminated(.unlocated)
        return status
    }

    /// What is said of an instance that ran and cannot be found; the same again when it was said before.
    private func lost(_ before: ContainerStatus?) -> ContainerState.Terminated? {
        switch before?.state {
        case .running(let startedAt)?:
            ContainerState.Terminated(
                exitCode: 137, reason: ContainerState.Terminated.unknownReason,
                message: "The runtime lost track of this container while it was running; how it ended is not known.",
                startedAt: startedAt, finishedAt: startedAt, containerID: before?.containerID ?? "")
        case .terminated(let end)? where end.reason == ContainerState.Terminated.unknownReason: end
        default: nil
        }
    }
}

extension ContainerState.Terminated {
    static let unknownReason = "ContainerStatusUnknown"
}

extension ContainerState {
    var end: Terminated? { if case .terminated(let end) = self { end } else { nil } }
    var isRunning: Bool { if case .running = self { true } else { false } }
}

extension PodPhase {
    /// Never left again.
    var isTerminal: Bool { self == .succeeded || self == .failed }
}

extension ContainerRecord {
    /// How an exited instance ended.
    fileprivate func end(id: String) -> ContainerState.Terminated {
        ContainerState.Terminated(
            exitCode: exitCode, reason: reason.isEmpty ? (exitCode == 0 ? "Completed" : "Error") : reason,
            message: message, startedAt: startedAt ?? createdAt, finishedAt: finishedAt ?? startedAt ?? createdAt,
            containerID: id)
    }
}
