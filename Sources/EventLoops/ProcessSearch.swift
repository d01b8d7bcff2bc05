import Glibc

/// Finds a program in the PATH of the environment that it will get, as a container runtime does; podprobe's own PATH
/// plays no part.
package enum ProcessSearch {
    /// What a container image without a PATH gets from its runtime.
    package static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The path to execute: `program` itself when it has a slash, then relative to the working directory.
    /// - Throws: ENOENT when no folder has it, EACCES when one has it but not for us to execute.
    static func path(
        of program: String, environment: [String], workingDirectory: String
    ) throws(SystemError) -> String {
        if program.utf8.contains(UInt8(ascii: "/")) { return program }
        guard !program.isEmpty else { throw SystemError("exec", ENOENT) }
        var found = ENOENT
        for folder in path(in: environment).split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = join(workingDirectory, folder) + "/" + program
            guard isFile(candidate) else { continue }
            if access(candidate, X_OK) == 0 { return candidate }
            found = EACCES
        }
        throw SystemError("exec", found)
    }

    /// The last PATH wins, as it does for the child's getenv in a shell.
    private static func path(in environment: [String]) -> Substring {
        environment.last { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? defaultPath[...]
    }

    /// An empty or relative folder of PATH counts from the working directory.
    private static func join(_ directory: String, _ folder: Substring) -> String {
        if folder.hasPrefix("/") { return String(folder) }
        let base = directory.isEmpty ? "." : directory
        return folder.isEmpty ? base : base + "/" + folder
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
