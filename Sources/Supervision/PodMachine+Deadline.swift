import EventLoops
import PodModel

/// `activeDeadlineSeconds`: a pod that is active for longer fails, whatever its containers do (kubelet-semantics 5.1).
extension PodMachine {
    /// On the monotonic clock, so that a jump of the wall ends no pod; nil without a deadline.
    private var deadline: MonotonicTime? {
        pod.spec.activeDeadlineSeconds.map { activeSince + $0.secondsInNanoseconds }
    }

    /// Fails the pod when its time is up, or has it woken then.
    mutating func watchDeadline(_ turn: inout NodeTurn) {
        guard stage == .active, let deadline else { return }
        guard deadline <= turn.now.monotonic else { return wake(at: deadline) }
        status.phase = .failed
        status.reason = "DeadlineExceeded"
        status.message = "Pod was active on the node longer than the specified deadline"
        isDirty = true
        turn.changedPods.insert(uid)
        turn.event(.normal, status.reason, status.message, self)
    }
}
