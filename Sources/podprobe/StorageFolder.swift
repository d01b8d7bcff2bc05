import Glibc

/// The folder of `--storage.path`, held by one podprobe at a time.
final class StorageFolder: Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let path: String
    /// The lock goes with the process, however it ends.
    private let lock: Int32

    /// Makes the folder where it is missing, and takes its lock.
    init(_ path: String) throws(Failure) {
        self.path = path
        try Self.makeFolders(path)
        lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.unusable(path, "cannot be written") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            close(lock)
            guard isTaken else { throw Self.unusable(path, "cannot be locked") }
            throw Failure(
                description:
                    "storage path \(path) is in use by another podprobe; give this one a folder of its own with "
                    + "--storage.path")
        }
    }

    deinit { close(lock) }

    private static func makeFolders(_ path: String) throws(Failure) {
        var partial = path.hasPrefix("/") ? "" : "."
        for name in path.split(separator: "/") {
            partial += "/" + name
            guard mkdir(partial, 0o750) == 0 || errno == EEXIST else { throw unusable(path, "cannot be made") }
        }
    }

    private static func unusable(_ path: String, _ what: String) -> Failure {
        Failure(
            description:
                "storage path \(path) \(what): \(String(cString: strerror(errno))); give a folder that podprobe "
                + "may write with --storage.path")
    }
}
