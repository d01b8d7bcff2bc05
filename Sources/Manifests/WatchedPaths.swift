import Glibc

/// The kernel's watches over the given paths: of each path its parent folder, which tells when it comes, goes or is
/// replaced, and, where it is a folder, itself. Owned by the watcher's thread.
struct WatchedPaths {
    /// What an event means.
    enum Effect: Equatable {
        case nothing
        case touched(String, isUnfinished: Bool)
        case completed(String)
        /// Watches were lost or the path itself changed: `settle` and read again.
        case lookAgain
    }

    private static let firstRetry: Int64 = 1_000_000_000
    private static let lastRetry: Int64 = 20_000_000_000

    private struct Path {
        var path: String
        var parent: String
        var name: String
        var identity: Identity?
        var isFolder = false
    }
    /// Tells a folder from another one that has taken its name.
    private struct Identity: Equatable {
        var device: UInt
        var inode: UInt
    }

    private let inotify: Inotify
    private var paths: [Path]
    /// By the kernel's number of the watch: which folder it is.
    private var folders: [Int32: String] = [:]
    private var retryDelay = firstRetry
    private(set) var nextRetry = Int64.max
    /// Why the last `settle` could not watch everything; nil where it could.
    private(set) var problem: String?

    init(_ inotify: Inotify, _ paths: [String]) {
        self.inotify = inotify
        self.paths = paths.map { path in
            let absolute = FileContent.absolute(path)
            let slash = absolute.lastIndex(of: "/") ?? absolute.startIndex
            let parent = absolute[..<slash]
            return Path(
                path: absolute, parent: parent.isEmpty ? "/" : String(parent),
                name: String(absolute[absolute.index(after: slash)...]))
        }
    }

    var descriptor: Int32 { inotify.descriptor }

    /// Brings the watches up to date with what is there now. Returns whether a path came, went or was replaced.
    mutating func settle(at now: Int64) -> Bool {
        var changed = false
        var wanted: Set<String> = []
        for index in paths.indices {
            let (identity, isFolder) = Self.look(paths[index].path)
            changed =
                changed || identity != paths[index].identity && (isFolder || paths[index].isFolder)
                || (identity == nil) != (paths[index].identity == nil)
            (paths[index].identity, paths[index].isFolder) = (identity, isFolder)
            wanted.insert(paths[index].parent)
            if isFolder { wanted.insert(paths[index].path) }
        }
        watch(wanted)
        schedule(at: now)
        return changed
    }

    private mutating func watch(_ wanted: Set<String>) {
        // The kernel knows folders, not names: a watch of one that was renamed or removed is of no use any more.
        let old = Set(folders.keys)
        folders = [:]
        problem = nil
        for folder in wanted.sorted() {
            if let watch = inotify.watch(folder) {
                folders[watch] = folder
            } else if errno != ENOENT && errno != ENOTDIR {
                problem = "inotify_add_watch \(folder): \(String(cString: strerror(errno))) (\(errno))"
            }
        }
        for watch in old.subtracting(folders.keys) { inotify.unwatch(watch) }
    }

    /// Whether every path is there.
    var isWhole: Bool { paths.allSatisfy { $0.identity != nil } }

    /// A path that is not there, or not watched, is looked for after 1 s, then ever more rarely up to each 20 s.
    private mutating func schedule(at now: Int64) {
        guard problem != nil || paths.contains(where: { $0.identity == nil }) else {
            (nextRetry, retryDelay) = (.max, Self.firstRetry)
            return
        }
        nextRetry = now + retryDelay
        retryDelay = min(retryDelay * 2, Self.lastRetry)
    }

    private static func look(_ path: String) -> (Identity?, isFolder: Bool) {
        var status = stat()
        guard stat(path, &status) == 0 else { return (nil, false) }
        return (Identity(device: status.st_dev, inode: status.st_ino), status.st_mode & S_IFMT == S_IFDIR)
    }

    func events() -> [Inotify.Event] { inotify.events() }

    func effect(of event: Inotify.Event) -> Effect {
        if event.has(IN_Q_OVERFLOW) { return .lookAgain }
        guard let folder = folders[event.watch] else { return .nothing }
        if event.has(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) { return .lookAgain }
        let entry = folder == "/" ? "/\(event.name)" : "\(folder)/\(event.name)"
        if let path = paths.first(where: { $0.path == entry }) {
            if path.isFolder || event.has(IN_ISDIR) {
                return event.has(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) ? .lookAgain : .nothing
            }
            return Self.effect(on: entry, event)
        }
        let isEntry = paths.contains { $0.isFolder && $0.path == folder }
        guard isEntry, !event.name.hasPrefix("."), !event.name.isEmpty, !event.has(IN_ISDIR) else { return .nothing }
        return Self.effect(on: entry, event)
    }

    private static func effect(on file: String, _ event: Inotify.Event) -> Effect {
        if event.has(IN_CLOSE_WRITE | IN_MOVED_TO) { return .completed(file) }
        return .touched(file, isUnfinished: event.has(IN_CREATE | IN_MODIFY))
    }
}
