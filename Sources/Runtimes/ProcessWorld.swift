import EventLoops
import Glibc
import PodModel

/// What the process runtime's thread needs of the world around it.
struct ProcessSurroundings: Sendable {
    let storage: ProcessStorage
    /// The way back into the thread.
    let mail: LoopMail<ProcessWorld>
    let commands: CommandRunner
    let logs: LoopThread<LogCollector>
    let counters: ProcessRuntimeCounters
    let now: @Sendable () -> Timestamp
    let note: @Sendable (RuntimeNote) -> Void
    let event: @Sendable (RuntimeEvent) -> Void
}

/// The thread that starts, watches, stops and reaps containers, and all that it knows of them.
final class ProcessWorld: TimerHandler {
    private static let sweepNanoseconds: Int64 = 1_000_000_000
    /// A dead child that nobody knows is reaped after this many sweeps: until then somebody may be about to wait for it.
    private static let sweepsOfUnknown = 10

    let loop: EventLoop
    let around: ProcessSurroundings
    let home = ProcessEnvironment.home()
    let bootID: String
    var sandboxes: [String: ProcessSandbox] = [:]
    var containers: [String: ProcessContainer] = [:]
    var proc = ProcFS()
    private var tree = ProcessTree(ownPid: getpid())
    private var unknownZombies: [ProcessStat.Key: Int] = [:]
    private var unsaved: Set<String> = []
    private var hunters: [ProcessContainer] = []
    /// Passes over the machine's processes.
    private(set) var looks = 0

    private enum Timer: UInt64 { case sweep, hunt }

    init(_ loop: EventLoop, _ around: ProcessSurroundings) {
        self.loop = loop
        self.around = around
        bootID = proc.bootID()
        setSweepTimer()
    }

    private func setSweepTimer() {
        _ = loop.setTimer(at: loop.now + Self.sweepNanoseconds, self, tag: Timer.sweep.rawValue)
    }

    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        if tag == Timer.hunt.rawValue { hunt() } else { sweep() }
    }

    private func sweep() {
        setSweepTimer()
        for id in unsaved { containers[id].map(save) }
        for container in containers.values where container.isUnwatched { container.mainEnded() }
        if ChildProcess.anyZombie { _ = scan() }
    }

    /// Podprobe ends: whoever waits gets an answer, and what runs is left to the next podprobe.
    func end() {
        for container in containers.values { container.abandon() }
    }

    // MARK: Records

    /// Keeps what is known of the container. When the disk refuses, it is tried again with every sweep.
    func save(_ container: ProcessContainer) {
        let id = container.record.id
        do throws(SystemError) {
            try around.storage.save(container.record)
            unsaved.remove(id)
        } catch {
            around.counters.recordWriteFailures.add()
            guard unsaved.insert(id).inserted else { return }
            around.note(
                RuntimeNote(
                    .error,
                    "the record of \(container.record.title) cannot be written (\(error)): podprobe tries again every "
                        + "second, and does not know of the newest change if it is started anew before", containerID: id
                ))
        }
    }

    func forget(_ container: ProcessContainer) {
        containers[container.record.id] = nil
        unsaved.remove(container.record.id)
        around.storage.removeContainer(container.record.id)
    }

    // MARK: Processes

    /// Looks at every process of the machine: the members of each container. Reaps orphans on the way.
    func scan() -> [String: [ProcessStat]] {
        looks += 1
        let processes = proc.processes()
        let mains = containers.values.compactMap { container in
            container.main.map { ($0, container.record.id) }
        }
        let running = Set(containers.values.lazy.filter { $0.record.state == .running }.map(\.record.id))
        let members = tree.sort(processes, mains: Dictionary(mains) { $1 }, running: running) { pid in
            proc.environment(pid, ProcessTree.mark)
        }
        reapOrphans(processes)
        return members
    }

    /// Tells the container, in the loop's next turn, which of its processes there are. All who ask in one turn share one look:
    /// when a thousand containers end at once, a look for each would take a thousand times as long.
    func findMembers(of container: ProcessContainer) {
        if hunters.isEmpty { _ = loop.setTimer(at: loop.now, self, tag: Timer.hunt.rawValue) }
        hunters.append(container)
    }

    private func hunt() {
        let waiting = hunters
        hunters = []
        let members = scan()
        for container in waiting { container.killRest(of: members[container.record.id] ?? []) }
    }

    /// Reaps the dead that came to us because we are the subreaper; never a main process, and never a child whose end somebody
    /// of this program collects.
    private func reapOrphans(_ processes: [ProcessStat]) {
        let mains = Set(containers.values.compactMap(\.main))
        var unknown: [ProcessStat.Key: Int] = [:]
        for process in processes where process.isDead && process.parent == getpid() && !mains.contains(process.key) {
            let sightings = (unknownZombies[process.key] ?? 0) + 1
            if tree.container(of: process.key) != nil || sightings > Self.sweepsOfUnknown {
                guard ChildProcess.reapOrphan(process.pid) else { continue }
                around.counters.orphansReaped.add()
            } else if !ChildProcess.isOwned(process.pid) {
                unknown[process.key] = sightings
            }
        }
        unknownZombies = unknown
    }

    /// Kills that very process, not one that got its number meanwhile.
    func kill(_ key: ProcessStat.Key) {
        guard let pidfd = try? ChildProcess.openPidfd(key.pid), proc.process(key.pid)?.key == key else { return }
        // A process of another user cannot be killed without privileges; the caller counts who is left.
        _ = try? ChildProcess.signal(SIGKILL, pidfd: pidfd.number)
    }
}
