import Glibc

/// The target in a process of its own, so that its CPU time is not the prober's.
final class TargetProcess {
    struct Failure: Error { var call: String }

    private var pid: pid_t = 0
    private var lifeline: [Int32] = [-1, -1]

    /// Returns when it listens.
    init() throws {
        var output: [Int32] = [-1, -1]
        guard pipe(&lifeline) == 0, pipe(&output) == 0 else { throw Failure(call: "pipe: errno \(errno)") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, lifeline[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO)
        for fd in lifeline + output { posix_spawn_file_actions_addclose(&actions, fd) }
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("podprobe-bench"), strdup("--serve-target"), nil]
        defer { for argument in arguments { free(argument) } }
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, nil, &arguments, environ)
        guard code == 0 else { throw Failure(call: "posix_spawn: errno \(code)") }
        close(lifeline[0])
        close(output[1])
        var byte: UInt8 = 0
        let count = read(output[0], &byte, 1)
        close(output[0])
        guard count == 1 else { throw Failure(call: "the target did not start") }
    }

    func stop() {
        close(lifeline[1])
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}
