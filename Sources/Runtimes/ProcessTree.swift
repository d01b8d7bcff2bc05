/// Says which container each process of the machine belongs to.
///
/// A process belongs to a container that it was seen in before, that its parent belongs to, whose main process leads its
/// session, or whose mark its environment carries. So one that forks away, calls setsid and loses its parent is still
/// found, unless it also wiped its environment before it was ever seen.
struct ProcessTree {
    /// Set in the environment of everything that a container runs.
    static let mark = "PODPROBE_CONTAINER_ID"

    /// What is known from before. A process never changes sides, so a stranger's environment is read once.
    private var containers: [ProcessStat.Key: String] = [:]
    private var strangers: Set<ProcessStat.Key> = []
    private let ownPid: Int32

    init(ownPid: Int32) { self.ownPid = ownPid }

    /// The container that the process belonged to when it was last seen.
    func container(of key: ProcessStat.Key) -> String? { containers[key] }

    /// - Parameters:
    ///   - processes: all of the machine.
    ///   - mains: the main processes of the containers that run.
    ///   - running: those containers, and those whose main process is not known.
    ///   - mark: reads the mark in the environment of a process.
    /// - Returns: the members of each container that has any, main processes and zombies included.
    mutating func sort(
        _ processes: [ProcessStat], mains: [ProcessStat.Key: String], running: Set<String>, mark: (Int32) -> String?
    ) -> [String: [ProcessStat]] {
        var sorting = Sorting(
            processes, mains: mains, running: running, ownPid: ownPid, before: containers, strangers: strangers)
        for process in processes { _ = sorting.container(of: process, mark) }
        containers = sorting.found.compactMapValues { $0 }
        // Our own children may be between fork and exec, with our environment instead of theirs: look again.
        strangers = Set(
            processes.filter { sorting.found[$0.key] == .some(nil) && $0.parent != ownPid }.map(\.key))
        var members: [String: [ProcessStat]] = [:]
        for process in processes {
            if let container = containers[process.key] { members[container, default: []].append(process) }
        }
        return members
    }
}

/// One pass over all processes.
private struct Sorting {
    /// nil for a process of no container.
    var found: [ProcessStat.Key: String?] = [:]
    private let byPid: [Int32: ProcessStat]
    private let mains: [ProcessStat.Key: String]
    private let running: Set<String>
    private let sessions: [Int32: String]
    private let before: [ProcessStat.Key: String]
    private let strangers: Set<ProcessStat.Key>
    private let ownPid: Int32

    init(
        _ processes: [ProcessStat], mains: [ProcessStat.Key: String], running: Set<String>, ownPid: Int32,
        before: [ProcessStat.Key: String], strangers: Set<ProcessStat.Key>
    ) {
        byPid = Dictionary(processes.map { ($0.pid, $0) }) { $1 }
        self.mains = mains
        self.running = running
        // Only of a leader that is still there, if dead: else its number, and with it the session's, may be another's.
        let leaders = processes.compactMap { process in mains[process.key].map { (process.pid, $0) } }
        sessions = Dictionary(leaders) { $1 }
        self.before = before
        self.strangers = strangers
        self.ownPid = ownPid
    }

    mutating func container(of process: ProcessStat, _ mark: (Int32) -> String?) -> String? {
        if let decided = found[process.key] { return decided }
        // Also ends the walk if the table, which is not read at one instant, has a ring in it.
        found[process.key] = .some(nil)
        let container = decide(process, mark)
        found[process.key] = .some(container)
        return container
    }

    private mutating func decide(_ process: ProcessStat, _ mark: (Int32) -> String?) -> String? {
        if process.pid == ownPid { return nil }
        if let main = mains[process.key] { return main }
        if let before = before[process.key], running.contains(before) { return before }
        if strangers.contains(process.key) { return nil }
        if process.parent != ownPid, let parent = byPid[process.parent], let its = container(of: parent, mark) {
            return its
        }
        if let session = sessions[process.session] { return session }
        return mark(process.pid).flatMap { running.contains($0) ? $0 : nil }
    }
}
