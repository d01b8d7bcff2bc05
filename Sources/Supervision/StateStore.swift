import EventLoops
import Synchronization

/// What must survive podprobe itself: one small file for each pod under `<storage>/state`, written by a thread of its own,
/// so that a slow disk holds up nobody but who waits for it.
package final class StateStore: Sendable {
    package let path: String
    private let thread: LoopThread<StateFolder>
    private let pending = Mutex(Pending())

    /// What the thread shall do next. States that pile up while it writes go to disk together, with one wait for it.
    private struct Pending {
        var isPosted = false
        var writes: [String: PodState] = [:]
        var removals: Set<String> = []
        var waiters: [@Sendable ([String: SystemError]) -> Void] = []
    }

    /// - Parameter storagePath: `--storage.path`; its folder `state` is made when it is missing.
    /// - Throws: `SystemError` when the thread cannot be made. A folder that cannot be written is no reason: pods run, and
    ///   each failed write is told.
    package init(storagePath: String) throws {
        let path = storagePath + "/state"
        self.path = path
        thread = try LoopThread(name: "state") { _ in StateFolder(path: path) }
    }

    func load() async -> StateFolder.Contents {
        await withCheckedContinuation { continuation in
            let isPosted = thread.post { continuation.resume(returning: $0.read()) }
            if !isPosted { continuation.resume(returning: StateFolder.Contents()) }
        }
    }

    /// Takes them in order and returns; `done` is called when they are on disk, with an error for each that is not, by
    /// uid. What could not be written is kept for `retry`, unless something newer is there.
    func save(_ states: [PodState], done: @escaping @Sendable ([String: SystemError]) -> Void) {
        enqueue { pending in
            for state in states {
                pending.writes[state.uid] = state
                pending.removals.remove(state.uid)
            }
            pending.waiters.append(done)
        }
    }

    /// Tries again what could not be written.
    func retry(done: @escaping @Sendable ([String: SystemError]) -> Void) { save([], done: done) }

    func remove(_ uid: String) {
        enqueue { pending in
            pending.writes[uid] = nil
            pending.removals.insert(uid)
        }
    }

    /// Writes what is pending and ends the thread.
    package func close() { thread.stop() }

    private func enqueue(_ change: (inout Pending) -> Void) {
        let mustPost = pending.withLock { pending in
            change(&pending)
            defer { pending.isPosted = true }
            return !pending.isPosted
        }
        if mustPost, !thread.post({ [self] in work($0) }) { giveUp() }
    }

    private func take() -> Pending {
        pending.withLock { pending in
            var taken = Pending()
            swap(&taken, &pending)
            return taken
        }
    }

    private func work(_ folder: StateFolder) {
        let job = take()
        let failed = folder.write(job.writes.values.sorted { $0.uid < $1.uid })
        for uid in job.removals { folder.remove(uid) }
        pending.withLock { pending in
            for uid in failed.keys where pending.writes[uid] == nil && !pending.removals.contains(uid) {
                pending.writes[uid] = job.writes[uid]
            }
        }
        for waiter in job.waiters { waiter(failed) }
    }

    /// After `close` nothing is written any more; nobody waits for ever.
    private func giveUp() {
        for waiter in take().waiters { waiter([:]) }
    }
}
