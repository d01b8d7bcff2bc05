import Glibc

/// Looks at files and folders; every failure is a text for the user.
enum FileContent {
    /// The kubelet's limit for one manifest file (kubelet-semantics 7).
    static let byteLimit = 10 << 20
    /// A folder of manifests has some dozens; one with more than this was likely given by mistake.
    static let fileLimit = 10_000

    enum Place: Equatable {
        case file
        case folder
        /// A device, a socket or a pipe.
        case other
        case missing
        case unreadable(String)
    }

    static func place(_ path: String) -> Place {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(problem("stat"))
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    struct Trouble: Error, Equatable {
        var message: String
        /// It went away between being listed and being read, which is no mistake.
        var isGone = false
        /// The system fails to show it at the moment, for want of descriptors or on a bad disk: nothing is known of what it
        /// holds.
        var isBlind = false
    }

    /// All bytes of a regular file that is not too large.
    static func read(_ path: String) throws(Trouble) -> [UInt8] {
        let fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard fd >= 0 else { throw refused("open") }
        defer { close(fd) }
        var status = stat()
        guard fstat(fd, &status) == 0 else { throw refused("fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Trouble(message: "it is no regular file") }
        try refuseTooLarge(Int(status.st_size))
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while true {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(fd, $0.baseAddress.map { $0 + count }, $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw refused("read") }
            guard got > 0 else { break }
            count += got
            // It grows while we read.
            if count == bytes.count {
                try refuseTooLarge(count)
                bytes += [UInt8](repeating: 0, count: 65_536)
            }
        }
        return Array(bytes[..<count])
    }

    private static func refuseTooLarge(_ size: Int) throws(Trouble) {
        guard size > byteLimit else { return }
        throw Trouble(message: "the file has \(size >> 20) MiB, and a manifest may have 10 MiB: it was not read")
    }

    /// The paths of all entries whose names do not begin with a dot, sorted by name; sub-folders among them.
    static func entries(of folder: String) throws(Trouble) -> [String] {
        guard let stream = opendir(folder) else { throw refused("opendir") }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw refused("readdir") }
                break
            }
            // The name is the rest of a record that is longer than the struct says, so it is read through a pointer.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { base + $0 }
    }

    /// The path from the root, without `.`, `..` and double slashes; links are not followed.
    static func absolute(_ path: String) -> String {
        var full = path
        if !path.hasPrefix("/"), let folder = getcwd(nil, 0) {
            full = String(cString: folder) + "/" + path
            free(folder)
        }
        var parts: [Substring] = []
        for part in full.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func refused(_ call: String) -> Trouble {
        let code = errno
        // It is as the user has made it, and stays so.
        let isPlain = [ENOENT, EACCES, EPERM, ELOOP, ENOTDIR, ENAMETOOLONG].contains(code)
        return Trouble(message: problem(call), isGone: code == ENOENT, isBlind: !isPlain)
    }

    private static func problem(_ call: String) -> String { "\(call): \(String(cString: strerror(errno))) (\(errno))" }
}
