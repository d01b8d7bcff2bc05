import Synchronization

/// What the process runtime counted since it was made; read by anybody at any time.
package final class ProcessRuntimeCounters: Sendable {
    package struct Counter: ~Copyable, Sendable {
        private let atomic = Atomic<UInt64>(0)
        package var value: UInt64 { atomic.load(ordering: .relaxed) }
        func add(_ count: UInt64 = 1) { atomic.add(count, ordering: .relaxed) }
    }

    package let processesStarted = Counter()
    /// Containers that ran on after a crash of podprobe and were found again.
    package let containersAdopted = Counter()
    /// Processes that a container left behind and podprobe reaped.
    package let orphansReaped = Counter()
    package let logBytesWritten = Counter()
    /// Lines of containers that could not be written to their log file.
    package let logLinesLost = Counter()
    /// Attempts to write a container's record that failed; each is tried again.
    package let recordWriteFailures = Counter()
}
