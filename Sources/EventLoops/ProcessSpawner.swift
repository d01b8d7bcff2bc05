import CLinux
import Glibc

/// What to start: a program without a slash is searched in the PATH of `environment`.
package struct SpawnRequest: Sendable, Equatable {
    package var arguments: [String]
    /// `NAME=value`; the child gets nothing else.
    package var environment: [String]
    /// "" stays in podprobe's own working directory.
    package var workingDirectory: String

    package init(arguments: [String], environment: [String] = [], workingDirectory: String = "") {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// Why a program did not start, and at which step.
package struct SpawnError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Stage: Sendable, Equatable {
        /// No folder of PATH has the program.
        case search
        case chdir
        case exec
        /// podprobe itself is short of something: processes, memory, descriptors.
        case spawn
    }
    package var stage: Stage
    package var cause: SystemError
    /// The program as it was asked for, or the working directory for `.chdir`.
    package var subject: String

    package init(stage: Stage, cause: SystemError, subject: String) {
        self.stage = stage
        self.cause = cause
        self.subject = subject
    }

    /// In the words of the OCI runtimes: `exec: "/no/such": no such file or directory`.
    package var description: String {
        let reason = cause.message.prefix(1).lowercased() + cause.message.dropFirst()
        return switch stage {
        case .search where cause.errno == ENOENT: "exec: \"\(subject)\": executable file not found in $PATH"
        case .search, .exec: "exec: \"\(subject)\": \(reason)"
        case .chdir: "chdir to the working directory \"\(subject)\": \(reason)"
        case .spawn: "podprobe could not make a process for \"\(subject)\": \(reason)"
        }
    }

    /// The program does not exist (its working directory does).
    package var isNotFound: Bool { (stage == .search || stage == .exec) && cause.errno == ENOENT }
}

/// A child that runs: its number, and the descriptor that tells of its end.
package struct SpawnedChild: ~Copyable, Sendable {
    package let pid: Int32
    package let pidfd: FileDescriptor

    package consuming func takePidfd() -> FileDescriptor { pidfd }
}

/// Starts children: each leads a session and a process group of its own (its pid is their id), holds no descriptor
/// but /dev/null and its two outputs, and has no signal blocked or ignored.
package enum ProcessSpawner {
    /// Blocks for 0.1 to 1.4 ms, with thousands of open descriptors longer (engine-measurements 4): never on a probe
    /// loop.
    /// - Parameters: descriptors for standard output and error, 3 or higher; the caller keeps them.
    package static func spawn(
        _ request: SpawnRequest, output: Int32, error: Int32
    ) throws(SpawnError) -> SpawnedChild {
        precondition(output > 2 && error > 2, "outputs \(output), \(error) would be overwritten in the child")
        ChildProcess.keepsZombies
        let program = request.arguments.first ?? ""
        let path: String
        do throws(SystemError) {
            path = try ProcessSearch.path(
                of: program, environment: request.environment, workingDirectory: request.workingDirectory)
        } catch {
            throw SpawnError(stage: .search, cause: error, subject: program)
        }
        var pidfd: Int32 = -1
        let pid = withStrings(request.arguments) { arguments in
            withStrings(request.environment) { environment in
                ChildProcess.owning {
                    clinux_spawn(path, arguments, environment, request.workingDirectory, output, error, &pidfd)
                }
            }
        }
        guard pid > 0 else { throw failure(-pid, program, request.workingDirectory) }
        return SpawnedChild(pid: pid, pidfd: FileDescriptor(pidfd))
    }

    /// posix_spawn gives one number for all its steps; which step it was can be seen again.
    private static func failure(_ errno: Int32, _ program: String, _ directory: String) -> SpawnError {
        let spawned = SystemError("posix_spawn", errno)
        if spawned.isLocalTrouble { return SpawnError(stage: .spawn, cause: spawned, subject: program) }
        if !directory.isEmpty, let cause = obstacle(to: directory) {
            return SpawnError(stage: .chdir, cause: cause, subject: directory)
        }
        return SpawnError(stage: .exec, cause: SystemError("exec", errno), subject: program)
    }

    private static func obstacle(to directory: String) -> SystemError? {
        var status = stat()
        if stat(directory, &status) != 0 { return .last("chdir") }
        if status.st_mode & S_IFMT != S_IFDIR { return SystemError("chdir", ENOTDIR) }
        return access(directory, X_OK) == 0 ? nil : .last("chdir")
    }

    /// A NULL-terminated array of C strings for the time of `body`. A string ends at its first NUL byte.
    private static func withStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}
