import EventLoops
import Glibc
import PodModel

extension ProcessContainer {
    /// How long the processes that outlive the main one are hunted.
    private static let huntNanoseconds: Int64 = 5_000_000_000
    /// How long the parent of a process that is not ours may take to reap it, after which the kernel tells how it ended.
    private static let strangerRounds = 100

    /// The main process has ended, or may have: finds out how.
    func mainEnded() {
        guard let number = pidfd?.number, ending == nil, ChildProcess.hasEnded(pidfd: number) else { return }
        let found: ChildProcess.Ending?
        do throws(SystemError) {
            found = isChild ? try ChildProcess.peek(pidfd: number) : try ChildProcess.endingOfStranger(pidfd: number)
        } catch  where isChild && error.errno == ECHILD {
            isChild = false
            return mainEnded()
        } catch {
            return begin(
                Self.unknown(
                    "the kernel does not tell how it ended (\(error)), as it was started by an earlier podprobe"))
        }
        if let found { return begin(found) }
        strangerTries += 1
        if strangerTries > Self.strangerRounds {
            return begin(Self.unknown("it was started by an earlier podprobe, and nobody tells how it ended"))
        }
        unwatch()
        endTimer = setTimer(.strangerStatus, after: 20_000_000)
    }

    private func begin(_ found: ChildProcess.Ending) {
        begin((found.exitCode, found.exitCode == 0 ? "Completed" : "Error", ""))
    }

    /// As containerd says it of a task that it lost.
    static func unknown(_ why: String) -> (code: Int32, reason: String, message: String) { (255, unknownReason, why) }
    static let unknownReason = "Unknown"

    func begin(_ how: (code: Int32, reason: String, message: String)) {
        unwatch()
        cancelStop()
        cancelCommands()
        ending = Ending(
            code: how.code, reason: how.reason, message: how.message, finishedAt: world.around.now(), since: .now())
        killRest()
    }

    private func unwatch() {
        if let watch { world.loop.unwatch(watch) }
        watch = nil
    }

    /// A container's processes die with its first one. Kills whoever is left until nobody is.
    func killRest() {
        guard ending != nil else { return }
        endTimer = nil
        // Its zombie still holds the number of the group; without one the number may be another's.
        if isChild, pidfd != nil, let main { ChildProcess.signalGroup(main.pid, SIGKILL) }
        world.findMembers(of: self)
    }

    func killRest(of members: [ProcessStat]) {
        guard var ending, !ending.isAsking else { return }
        let left = members.filter { $0.key != record.process?.key && !$0.isDead }
        guard !left.isEmpty else { return nobodyIsLeft(ending) }
        if MonotonicTime.now() - ending.since > Self.huntNanoseconds {
            say(.error, "processes \(left.map { "\($0.pid)" }.joined(separator: ", ")) of it could not be killed")
            return nobodyIsLeft(ending)
        }
        for process in left { world.kill(process.key) }
        ending.rounds += 1
        self.ending = ending
        endTimer = setTimer(.killRest, after: min(100_000_000, 2_000_000 << Int64(min(ending.rounds, 6))))
    }

    private func nobodyIsLeft(_ how: Ending) {
        if isChild, let main, let number = pidfd?.number {
            // How it ended is known; this only lets go of the zombie.
            _ = try? ChildProcess.reap(main.pid, pidfd: number)
        }
        pidfd = nil
        ending?.isAsking = true
        askForMessage(how)
    }

    /// - Parameter message: the container's own; without one, what the runtime has to say.
    func complete(saying message: String) {
        guard let how = ending else { return }
        if let endTimer { world.loop.cancel(endTimer) }
        endTimer = nil
        ending = nil
        record.exit(
            how.code, reason: how.reason, message: message.isEmpty ? how.message : message, at: how.finishedAt)
        world.save(self)
        answer(.success(()))
        world.around.event(.containerExited(id: record.id, podUID: record.podUID))
    }
}
