import CLinux
import Glibc
import Synchronization

/// What can be asked of and done to a process by its pidfd or its number.
package enum ChildProcess {
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)

        /// The shell's and the container runtimes' convention: 128 + signal.
        package var exitCode: Int32 {
            switch self {
            case .exited(let code): code
            case .signalled(let signal): 128 + signal
            }
        }
    }

    // Children are the process's, not a thread's or an object's: whoever reaps an orphan must be able to tell it from a
    // child whose status someone waits for, hence the one place that is shared by all.
    private static let table = Mutex(Table())

    /// Done once, before the first child.
    static let keepsZombies: Void = clinux_keep_zombies()

    private struct Table {
        var owned: Set<Int32> = []
        /// Spawns under way: each may have made a child whose number is not in `owned` yet.
        var spawning = 0
    }

    /// Registers the child that `spawn` makes, unless its number is below 1. It may end before `spawn` returns: nobody takes
    /// it for an orphan meanwhile.
    package static func owning(_ spawn: () -> Int32) -> Int32 {
        table.withLock { $0.spawning += 1 }
        let pid = spawn()
        table.withLock { table in
            table.spawning -= 1
            if pid > 0 { table.owned.insert(pid) }
        }
        return pid
    }

    /// Whether `pid` was spawned here and its end has not been collected.
    package static func isOwned(_ pid: Int32) -> Bool { table.withLock { $0.owned.contains(pid) } }

    /// How our child ended; nil while it runs. Reaps it.
    /// - Throws: ECHILD when it is not our child.
    package static func reap(_ pid: Int32, pidfd: Int32) throws(SystemError) -> Ending? {
        // In one step: once reaped, the number may be a new child's, and that one must stay registered.
        try table.withLock { table throws(SystemError) in
            let ending = try wait(pidfd, keep: false)
            if ending != nil { table.owned.remove(pid) }
            return ending
        }
    }

    /// How our child ended, leaving it a zombie, so that its process group and session cannot become another's.
    package static func peek(pidfd: Int32) throws(SystemError) -> Ending? { try wait(pidfd, keep: true) }

    private static func wait(_ pidfd: Int32, keep: Bool) throws(SystemError) -> Ending? {
        var code: Int32 = 0
        var signalled: Int32 = 0
        let got = clinux_wait(pidfd, keep ? 1 : 0, &code, &signalled)
        guard got >= 0 else { throw SystemError("waitid", -got) }
        if got == 0 { return nil }
        return signalled == 0 ? .exited(code) : .signalled(code)
    }

    /// How a process that is not our child ended; nil until its own parent has reaped it.
    /// - Throws: ENOTTY or EINVAL where the kernel (before 6.15) cannot say.
    package static func endingOfStranger(pidfd: Int32) throws(SystemError) -> Ending? {
        var code: Int32 = 0
        var signalled: Int32 = 0
        let got = clinux_pidfd_exit_status(pidfd, &code, &signalled)
        guard got >= 0 else { throw SystemError("ioctl PIDFD_GET_INFO", -got) }
        if got == 0 { return nil }
        return signalled == 0 ? .exited(code) : .signalled(code)
    }

    package static func openPidfd(_ pid: Int32) throws(SystemError) -> FileDescriptor {
        let fd = clinux_pidfd_open(pid)
        guard fd >= 0 else { throw SystemError("pidfd_open", -fd) }
        return FileDescriptor(fd)
    }

    /// Signals the process that the pidfd stands for. One that has ended is fine.
    package static func signal(_ signal: Int32, pidfd: Int32) throws(SystemError) {
        let got = clinux_pidfd_signal(pidfd, signal)
        guard got == 0 || got == -ESRCH else { throw SystemError("pidfd_send_signal", -got) }
    }

    /// Signals a whole process group; a group without members is fine. The caller knows that its leader has not been
    /// reaped, or that a member still lives: otherwise the number may be another's.
    package static func signalGroup(_ group: Int32, _ signal: Int32) {
        precondition(group > 1, "process group \(group)")
        kill(-group, signal)
    }

    /// Ends and reaps a child that nobody waits for. One that even SIGKILL does not end within a second is left behind.
    package static func discard(_ pid: Int32, pidfd: Int32) {
        signalGroup(pid, SIGKILL)
        var wait = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        poll(&wait, 1, 1_000)
        _ = try? reap(pid, pidfd: pidfd)
    }

    /// Whether the process has ended, reaped or not.
    package static func hasEnded(pidfd: Int32) -> Bool {
        var wait = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, 0) > 0
    }

    /// From now on, orphans among our descendants become our children, and somebody must reap them.
    package static func becomeSubreaper() throws(SystemError) {
        let got = clinux_become_subreaper()
        guard got == 0 else { throw SystemError("prctl PR_SET_CHILD_SUBREAPER", -got) }
    }

    /// Whether any child of this process has ended and waits to be reaped: one cheap call.
    package static var anyZombie: Bool { clinux_any_zombie() > 0 }

    /// Reaps an orphan that ended. Never touches a child that was spawned here, whose status is its owner's; so while a
    /// child is being spawned it touches none, and the orphan is for the next time.
    package static func reapOrphan(_ pid: Int32) -> Bool {
        table.withLock { $0.spawning == 0 && !$0.owned.contains(pid) && clinux_reap(pid) > 0 }
    }
}
