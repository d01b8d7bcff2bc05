import Synchronization

/// Hooks that run, so that they can be given up when nobody waits for them any more: a postStart has no time-out, and what it
/// asks may never answer.
final class RunningHooks: Sendable {
    private struct State {
        var last: UInt64 = 0
        var hooks: [UInt64: (containerID: String, giveUp: @Sendable () -> Void)] = [:]
        var isOver = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.hooks.count } }

    /// - Parameter giveUp: called once at most; at once when all are given up.
    func add(_ containerID: String, giveUp: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, isOver) = state.withLock { state in
            state.last += 1
            if !state.isOver { state.hooks[state.last] = (containerID, giveUp) }
            return (state.last, state.isOver)
        }
        if isOver { giveUp() }
        return number
    }

    func remove(_ number: UInt64) { state.withLock { $0.hooks[number] = nil } }

    /// The container has ended.
    func giveUp(of containerID: String) { giveUp { $0 == containerID } }

    /// Those that run and those that come.
    func giveUpAll() {
        state.withLock { $0.isOver = true }
        giveUp { _ in true }
    }

    private func giveUp(_ isMeant: (String) -> Bool) {
        let meant = state.withLock { state in
            let meant = state.hooks.filter { isMeant($0.value.containerID) }
            for number in meant.keys { state.hooks[number] = nil }
            return meant
        }
        for hook in meant.values { hook.giveUp() }
    }
}
