package import Synchronization

/// Something that an adapter met and that a person may have to know: one for each change, never one for each line or call.
package struct RuntimeNote: Sendable, Equatable, CustomStringConvertible {
    package enum Level: String, Sendable { case info, warning, error }
    package var level: Level
    package var message: String
    /// "" when it is about no container in particular.
    package var containerID: String

    init(_ level: Level, _ message: String, containerID: String = "") {
        self.level = level
        self.message = message
        self.containerID = containerID
    }
    package var description: String { message }
}

/// What the process runtime counted since it was made; read by anybody at any time.
package final class ProcessRuntimeCounters: Sendable {
    /// Lines of containers that could not be written to their log file.
    package let logLinesLost = Atomic<UInt64>(0)
    package let logBytesWritten = Atomic<UInt64>(0)
    /// Records that could not be written and are tried again.
    package let recordWriteFailures = Atomic<UInt64>(0)
    /// Processes that a container left behind and podprobe reaped.
    package let orphansReaped = Atomic<UInt64>(0)
    package let processesStarted = Atomic<UInt64>(0)
    /// Containers that ran on after a crash of podprobe and were found again.
    package let containersAdopted = Atomic<UInt64>(0)
}
