import EventLoops
import Glibc
import PodModel

/// Where the process runtime keeps its state:
///
///     <storage>/process/lock                            held by the one podprobe that uses it
///     <storage>/process/sandboxes/<id>.json
///     <storage>/process/containers/<id>/record.json     and the two pipes of the container
///     <storage>/logs/<namespace>_<pod>_<uid>/<container>/<attempt>.log
final class ProcessStorage: Sendable {
    let root: String
    private let lock: FileDescriptor
    var logs: String { root + "/logs" }
    private var sandboxes: String { root + "/process/sandboxes" }
    private var containers: String { root + "/process/containers" }

    /// Makes the folders and takes the lock.
    init(root: String) throws(RuntimeError) {
        self.root = root
        do throws(SystemError) {
            for folder in ["/process/sandboxes", "/process/containers", "/logs"] { try Path.makeFolder(root + folder) }
            lock = try Self.lock(root + "/process/lock")
        } catch  where error.errno == EWOULDBLOCK {
            throw Self.inUse(root)
        } catch {
            throw Self.unusable(root, error)
        }
    }

    /// The kernel lets go of it when podprobe ends, however it ends.
    private static func lock(_ path: String) throws(SystemError) -> FileDescriptor {
        let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard number >= 0 else { throw SystemError("open", errno) }
        let file = FileDescriptor(number)
        guard flock(number, LOCK_EX | LOCK_NB) == 0 else { throw SystemError("flock", errno) }
        // For whoever comes second. Also shows a disk that is full before anything is started.
        let owner = Array("\(getpid())\n".utf8)
        guard ftruncate(number, 0) == 0, write(number, owner, owner.count) == owner.count else {
            throw SystemError("write", errno)
        }
        return file
    }

    /// Another podprobe may have it now.
    func unlock() { flock(lock.number, LOCK_UN) }

    private static func inUse(_ root: String) -> RuntimeError {
        let owner = Path.text(root + "/process/lock")?.filter(\.isNumber) ?? ""
        return RuntimeError(
            .conflict,
            "the storage path \(root) is in use by another podprobe (process \(owner)): stop that one, or give this one a "
                + "folder of its own with --storage.path")
    }

    private static func unusable(_ root: String, _ error: SystemError) -> RuntimeError {
        RuntimeError(
            .other,
            "the storage path \(root) cannot be used: \(error). podprobe keeps the state and the logs of its containers "
                + "there: make it a folder that user \(geteuid()) may write to, or name another with --storage.path")
    }

    func folder(ofContainer id: String) -> String { "\(containers)/\(id)" }

    func logPath(_ config: ContainerConfig) -> String {
        "\(logs)/\(config.podNamespace)_\(config.podName)_\(config.podUID)/\(config.name)/\(config.attempt).log"
    }

    func save(_ record: ProcessRecord) throws(SystemError) {
        try Path.makeFolder(folder(ofContainer: record.id))
        try Path.replace(folder(ofContainer: record.id) + "/record.json", record.json.text + "\n")
    }

    func save(_ sandbox: ProcessSandbox) throws(SystemError) {
        try Path.replace("\(sandboxes)/\(sandbox.id).json", sandbox.json.text + "\n")
    }

    func removeContainer(_ id: String) { Path.removeFolder(folder(ofContainer: id)) }
    func removeSandbox(_ id: String) { unlink("\(sandboxes)/\(id).json") }

    /// What a podprobe before this one left, and the files that say nothing: those are set aside under another name.
    func load() -> (sandboxes: [ProcessSandbox], records: [ProcessRecord], damaged: [String]) {
        var damaged: [String] = []
        func read<T>(_ path: String, _ parse: (JSONValue) -> T?) -> T? {
            if let value = Path.text(path).flatMap({ JSONValue(parsing: $0) }).flatMap(parse) { return value }
            rename(path, path + ".damaged")
            damaged.append(path)
            return nil
        }
        let sandboxes = Path.entries(sandboxes).filter { $0.hasSuffix(".json") }.sorted()
            .compactMap { read("\(self.sandboxes)/\($0)", ProcessSandbox.init(json:)) }
        let records = Path.entries(containers).sorted()
            .filter { access("\(containers)/\($0)/record.json", F_OK) == 0 }
            .compactMap { read("\(containers)/\($0)/record.json", ProcessRecord.init(json:)) }
        return (sandboxes, records, damaged)
    }
}
