import PodModel
import Runtimes

/// The hook that runs when a container has started; the pod's next step, its status and its probes wait for it
/// (kubelet-semantics 3.3).
extension PodMachine {
    /// nil where the container has none.
    func postStart(_ container: String, id: String) -> HookCall? {
        guard let container = self.container(container), let handler = container.lifecycle?.postStart else {
            return nil
        }
        let podIP = newSandbox?.ips.first ?? view?.sandbox?.ips.first ?? ""
        return HookCall(.postStart, handler, of: container, id: id, podIP: podIP)
    }

    mutating func postStartFinished(_ flight: Flight, _ call: HookCall, _ outcome: PodOutcome, _ turn: inout NodeTurn) {
        let name = call.container.name
        syncDue = true
        noteFallback(outcome, &turn)
        guard let error = outcome.error else {
            starting = nil
            settled.insert(name)
            return
        }
        turn.event(.warning, "FailedPostStartHook", "PostStartHook failed", self, container: name)
        let message = "The postStart hook failed: \(error.message). The container is stopped, and started again if its "
        turn.log(.error, "\(message)restart policy says so.", self, container: name)
        fail(
            name,
            StartFailure(
                reason: "PostStartHookError", message: "PostStartHook failed: \(error.message)", retryAt: nil,
                attempt: attempts[name] ?? 0), turn.now)
        let isInit = flight.start?.isInit ?? false
        turn.measure(.containerStartFailed(isInit: isInit, code: "PostStartHookError"))
        let reason = KillReason.failedPostStartHook
        let grace = reason.graceSeconds(pod: pod, container: call.container)
        queue.insert(
            .kill([ContainerKill(name, id: call.containerID, reason, graceSeconds: grace, isInit: isInit)]), at: 0)
    }

    /// Looked up: the words, and that it is an event of the pod, in runHTTPHandler (pkg/kubelet/lifecycle/handlers.go).
    func noteFallback(_ outcome: PodOutcome, _ turn: inout NodeTurn) {
        guard case .hookRan(let place?) = outcome else { return }
        turn.event(
            .warning, "LifecycleHTTPFallback",
            "request to HTTPS lifecycle hook \(place) got HTTP response, retry with HTTP succeeded", self)
    }

    /// The pod ends: nobody waits for the hook any more.
    mutating func abandonPostStart() {
        flights = flights.filter { $0.value.hook?.kind != .postStart }
        starting = starting.flatMap { start in
            flights.values.contains { $0.start?.name == start.name } ? start : nil
        }
    }
}
