/// A program to run to its end: an exec probe or a runtime's execSync.
package struct Command: Sendable, Equatable {
    /// The program and its arguments. A program without a slash is searched in the PATH of `environment`.
    package var arguments: [String]
    /// `NAME=value`, and nothing else: podprobe's own environment is not handed on.
    package var environment: [String]
    /// "" stays in podprobe's own working directory.
    package var workingDirectory: String
    /// Bytes of output to keep; the rest is read and dropped, so that the command never blocks or dies of SIGPIPE.
    package var outputLimit: Int

    package init(
        arguments: [String], environment: [String] = [], workingDirectory: String = "", outputLimit: Int = 10_240
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.outputLimit = outputLimit
    }
}

/// How a command went. That it failed is a value, not an error.
package struct CommandResult: Sendable {
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        /// Ended by this signal, which was not ours.
        case signalled(Int32)
        /// The deadline passed first; the command's whole process group was killed.
        case timedOut
        /// `notFound` when there is no such program; else it is not executable, or its directory is missing, or
        /// podprobe itself is short of something.
        case couldNotStart(SystemError, notFound: Bool)
        /// Never started: it waited for a free slot as long as its whole timeout, or the runner was stopped.
        case noCapacity
        /// Given up by whoever asked for it. If it ran, its whole process group was killed.
        case cancelled
    }

    package var ending: Ending
    /// Standard output, then standard error, together at most the command's limit.
    package var output: [UInt8]
    /// From the start of the child to its end; 0 when it never started.
    package var durationNanoseconds: Int64
    /// How long the command waited for its turn: the prober's lateness, never the target's.
    package var lateNanoseconds: Int64

    package init(
        ending: Ending, output: [UInt8] = [], durationNanoseconds: Int64 = 0, lateNanoseconds: Int64 = 0
    ) {
        self.ending = ending
        self.output = output
        self.durationNanoseconds = durationNanoseconds
        self.lateNanoseconds = lateNanoseconds
    }
}
