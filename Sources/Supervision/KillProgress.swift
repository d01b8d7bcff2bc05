import EventLoops

/// How far one container is on its way to its end: preStop hook, wait for those that a sidecar serves, stop signal, all
/// inside one grace (kubelet-semantics 3.2, 4.3).
struct KillProgress: Sendable, Equatable {
    enum Stage: Sendable, Equatable {
        /// The hook runs, as the operation with this number.
        case preStop(UInt64)
        case waiting
        /// The stop signal was asked for.
        case stopping
    }

    private(set) var kill: ContainerKill
    private(set) var stage: Stage
    private(set) var since: MonotonicTime
    /// Of the grace, when the stage began.
    private(set) var leftSeconds: Int64

    init(_ kill: ContainerKill, at now: MonotonicTime) {
        self.kill = kill
        stage = .waiting
        since = now
        leftSeconds = kill.graceSeconds
    }

    /// When the grace is used up.
    var deadline: MonotonicTime { since + leftSeconds.secondsInNanoseconds }

    /// The whole seconds that the stage before took are used up.
    mutating func enter(_ next: Stage, at now: MonotonicTime) {
        leftSeconds = max(0, leftSeconds - (now - since) / 1_000_000_000)
        (stage, since) = (next, now)
    }

    /// The stop with what is left, at least 2 s.
    var lastStep: ContainerKill {
        var last = kill
        last.graceSeconds = max(ContainerKill.minimumGraceSeconds, leftSeconds)
        return last
    }

    /// The same container shall be stopped for another reason: the grace may only shrink. Says whether it did.
    mutating func hurry(_ other: ContainerKill, at now: MonotonicTime) -> Bool {
        kill.waitsFor = other.waitsFor
        guard now + other.graceSeconds.secondsInNanoseconds < deadline else { return false }
        if stage == .stopping { (since, leftSeconds) = (now, other.graceSeconds) }
        leftSeconds = min(leftSeconds, other.graceSeconds + (now - since) / 1_000_000_000)
        return true
    }
}
