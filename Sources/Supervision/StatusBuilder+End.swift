import PodModel

/// The last status of a pod that has ended (kubelet-semantics 5.1).
///
/// Looked up: TerminatePod, hasPodInitialized and initializedContainers in pkg/kubelet/status/status_manager.go, which is done to
/// static pods, too; the conditions do not go by it.
extension StatusBuilder {
    /// Whoever still waits is said to have ended in an unknown way, unless the pod never came to it.
    func endWaiting(_ status: inout PodStatus) {
        if hasInitialized(status) {
            for index in status.containerStatuses.indices { endWait(&status.containerStatuses[index]) }
        }
        let last = status.initContainerStatuses.lastIndex(where: \.hasEverStarted) ?? 0
        for index in status.initContainerStatuses.indices.prefix(last + 1) {
            endWait(&status.initContainerStatuses[index])
        }
    }

    private func endWait(_ status: inout ContainerStatus) {
        // What was said stays, when the failure for which the container waited is forgotten.
        if let before = old.container(status.name), before.state.end == .unlocated { return status = before }
        if case .waiting = status.state { status.state = .terminated(.unlocated) }
    }

    private func hasInitialized(_ status: PodStatus) -> Bool {
        if pod.spec.initContainers.isEmpty || status.containerStatuses.contains(where: \.hasEverStarted) { return true }
        // A sidecar's end says nothing: it runs on beside what comes after it.
        guard let last = status.initContainerStatuses.last, pod.spec.initContainers.last?.isSidecar == false else {
            return false
        }
        return last.state.end?.exitCode == 0 || last.lastState?.exitCode == 0
    }
}

extension ContainerStatus {
    fileprivate var hasEverStarted: Bool {
        if case .waiting = state { lastState != nil } else { true }
    }
}

extension ContainerState.Terminated {
    /// Of a container that the pod's end found without an instance, or waiting for one.
    static let unlocated = ContainerState.Terminated(
        exitCode: 137, reason: unknownReason, message: "The container could not be located when the pod was terminated",
        startedAt: Timestamp(nanoseconds: 0), finishedAt: Timestamp(nanoseconds: 0), containerID: "")
}
