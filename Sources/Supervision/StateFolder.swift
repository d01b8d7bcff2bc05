import EventLoops
import Glibc
import PodModel

/// The folder of stored pods: one file each, replaced as a whole, so that a crash at any moment leaves the old one or the
/// new one. Every call blocks; only the store's own thread makes them.
struct StateFolder {
    let path: String
    /// A pod's state is a few kilobytes; anything much larger is not ours.
    private static let sizeLimit = 4 << 20
    private static let ending = ".json"
    private static let unfinished = ".tmp"

    struct Contents {
        var states: [PodState] = []
        /// What could not be read and was set aside or left alone, for the log.
        var problems: [String] = []
    }

    /// Makes the folder and reads what is in it.
    func read() -> Contents {
        var contents = Contents()
        do throws(SystemError) {
            try make()
            for name in try names() where name.hasSuffix(Self.ending) { read(name, into: &contents) }
            for name in try names() where name.hasSuffix(Self.unfinished) { unlink(file(name)) }
        } catch {
            contents.problems.append(
                "Cannot read the stored state in \(path): \(error). Restart counts and back-off start afresh.")
        }
        return contents
    }

    private func make() throws(SystemError) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : (made.isEmpty || made == "/" ? "" : "/") + part
            if mkdir(made, 0o700) != 0, errno != EEXIST { throw SystemError("mkdir \(made)", errno) }
        }
    }

    private func names() throws(SystemError) -> [String] {
        guard let folder = opendir(path) else { throw SystemError("opendir \(path)", errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names.sorted()
    }

    private func read(_ name: String, into contents: inout Contents) {
        do throws(SystemError) {
            let bytes = try bytes(of: name)
            if let state = JSONValue(parsing: String(decoding: bytes, as: UTF8.self)).flatMap(PodState.init(json:)),
                Self.fileName(state.uid) == name
            {
                contents.states.append(state)
                return
            }
            guard rename(file(name), file(name + ".corrupt")) == 0 else { throw SystemError("rename", errno) }
            contents.problems.append(
                "The stored state \(file(name)) is damaged: set aside as \(name).corrupt. Its pod starts afresh.")
        } catch {
            contents.problems.append("Cannot read the stored state \(file(name)): \(error). Its pod starts afresh.")
        }
    }

    private func bytes(of name: String) throws(SystemError) -> [UInt8] {
        let handle = try opened(name, O_RDONLY | O_CLOEXEC)
        defer { close(handle) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= Self.sizeLimit {
            let count = Glibc.read(handle, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw SystemError("read", errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        return []
    }

    private func opened(_ name: String, _ flags: Int32) throws(SystemError) -> Int32 {
        while true {
            let handle = open(file(name), flags, 0o600)
            if handle >= 0 { return handle }
            if errno != EINTR { throw SystemError("open", errno) }
        }
    }

    /// Writes all of them, then waits for the disk; what fails is in the answer, by uid.
    func write(_ states: [PodState]) -> [String: SystemError] {
        var failed: [String: SystemError] = [:]
        var written: [PodState] = []
        for state in states {
            do throws(SystemError) {
                try write(state)
                written.append(state)
            } catch {
                unlink(file(Self.fileName(state.uid) + Self.unfinished))
                failed[state.uid] = error
            }
        }
        for state in written {
            let name = Self.fileName(state.uid)
            if rename(file(name + Self.unfinished), file(name)) != 0 {
                failed[state.uid] = SystemError("rename", errno)
            }
        }
        if let error = sync() { for state in written { failed[state.uid] = failed[state.uid] ?? error } }
        return failed
    }

    private func write(_ state: PodState) throws(SystemError) {
        let handle = try opened(
            Self.fileName(state.uid) + Self.unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
        defer { close(handle) }
        var rest = Array(state.json.text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(handle, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw SystemError("write", errno) }
            rest = rest.dropFirst(count)
        }
        if fsync(handle) != 0 { throw SystemError("fsync", errno) }
    }

    /// The renames themselves must reach the disk.
    private func sync() -> SystemError? {
        let handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return SystemError("open \(path)", errno) }
        defer { close(handle) }
        return fsync(handle) == 0 ? nil : SystemError("fsync \(path)", errno)
    }

    /// A file that is not there is fine.
    func remove(_ uid: String) { unlink(file(Self.fileName(uid))) }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The uid where it is a harmless file name, as nearly every one is; else its hash beside what is harmless of it.
    static func fileName(_ uid: String) -> String {
        let harmless = uid.utf8.prefix(64).filter { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
            default: false
            }
        }
        let text = String(decoding: harmless, as: UTF8.self)
        if text == uid { return text + ending }
        var hash = StableHash()
        hash.add(uid.utf8)
        return "\(text)_\(hash.hex)\(ending)"
    }
}
