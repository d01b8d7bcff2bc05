import EventLoops
import Glibc

/// What this room needs of files and folders.
enum Path {
    static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    static func name(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Names in a folder, without `.` and `..`; none for a folder that cannot be read.
    static func entries(_ folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Makes the folder and those above it that are missing.
    static func makeFolder(_ path: String) throws(SystemError) {
        if mkdir(path, 0o750) == 0 { return }
        let code = errno
        if code == ENOENT, path != "/" {
            try makeFolder(parent(path))
            guard mkdir(path, 0o750) == 0 || errno == EEXIST else { throw SystemError("mkdir", errno) }
            return
        }
        var status = stat()
        guard code == EEXIST, stat(path, &status) == 0 else { throw SystemError("mkdir", code) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemError("mkdir", ENOTDIR) }
    }

    /// Removes a folder with the files in it.
    static func removeFolder(_ path: String) {
        for name in entries(path) { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Replaces the file as a whole: a reader, or a podprobe that comes after a crash, sees the old text or the new one.
    /// Only podprobe's user may read it, since a container's environment may hold secrets.
    static func replace(_ path: String, _ text: String) throws(SystemError) {
        let temporary = path + ".new"
        let number = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw SystemError("open", errno) }
        let file = FileDescriptor(number)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw SystemError("write", errno) }
            rest = rest.dropFirst(max(0, count))
        }
        guard rename(temporary, path) == 0 else { throw SystemError("rename", errno) }
    }

    /// nil for what cannot be read or is no text.
    static func text(_ path: String) -> String? {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        let file = FileDescriptor(number)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return String(validating: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
