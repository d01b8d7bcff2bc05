import EventLoops
import Glibc

/// posix_spawn and waitpid of `true`, one after the other.
enum ExecFloor {
    struct Failure: Error { var call: String }

    static func run(seconds: Double) throws -> Measurement {
        let cpu = CPUTime.now()
        let end = MonotonicTime.now() + Int64(seconds * 1e9)
        var completed = 0
        var odd = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { for argument in arguments { free(argument) } }
        while MonotonicTime.now() < end {
            var pid: pid_t = 0
            let code = posix_spawn(&pid, EngineRun.trueProgram, nil, nil, &arguments, environ)
            guard code == 0 else { throw Failure(call: "posix_spawn: errno \(code)") }
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            completed += 1
            if status != 0 { odd += 1 }
        }
        return Measurement(completed: completed, odd: odd, seconds: seconds, cpu: CPUTime.now() - cpu, lag: nil)
    }
}
