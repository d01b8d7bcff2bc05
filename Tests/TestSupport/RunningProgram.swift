import Foundation
import Synchronization

/// A program that a test started: what it printed so far, how it ended. Ended by pid when the value goes away.
package final class RunningProgram: Sendable {
    private struct Output {
        var out = ""
        var err = ""
        /// Pipes whose end has not been read yet.
        var openPipes = 2
    }

    private let process: Mutex<Process>
    private let output: Mutex<Output>
    package let pid: Int32

    /// - Parameter environment: replaces the test's own where given.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], currentDirectory: String? = nil
    )
        throws
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let currentDirectory { process.currentDirectoryURL = URL(fileURLWithPath: currentDirectory) }
        process.standardInput = FileHandle.nullDevice
        let out = Pipe()
        let err = Pipe()
        process.standardOutput = out
        process.standardError = err
        output = Mutex(Output())
        try process.run()
        pid = process.processIdentifier
        self.process = Mutex(process)
        read(out.fileHandleForReading) { $0.out += $1 }
        read(err.fileHandleForReading) { $0.err += $1 }
    }

    private func read(_ handle: FileHandle, _ append: @escaping @Sendable (inout Output, String) -> Void) {
        handle.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                self?.output.withLock { $0.openPipes -= 1 }
            } else {
                self?.output.withLock { append(&$0, String(decoding: data, as: UTF8.self)) }
            }
        }
    }

    deinit { if isRunning { kill(pid, SIGKILL) } }

    package var isRunning: Bool { process.withLock { $0.isRunning } }
    package var standardOutput: String { output.withLock { $0.out } }
    package var standardError: String { output.withLock { $0.err } }
    /// Whether everything that was printed has been read. A child that outlives the program may hold a pipe open.
    package var isReadToEnd: Bool { output.withLock { $0.openPipes == 0 } }
    package func signal(_ number: Int32) { if isRunning { kill(pid, number) } }

    /// The exit status once it ended; nil when it still runs after `seconds`.
    package func exitStatus(within seconds: Double = 30) async -> Int32? {
        let ended = await eventually(within: seconds) { !self.isRunning }
        guard ended else { return nil }
        return process.withLock { $0.terminationReason == .exit ? $0.terminationStatus : 128 + $0.terminationStatus }
    }
}

/// Runs a program to its end.
package func run(_ path: String, _ arguments: [String], within seconds: Double = 60) async throws -> (
    status: Int32?, out: String, err: String
) {
    let program = try RunningProgram(path, arguments)
    let status = await program.exitStatus(within: seconds)
    // The pipes may still hold the last words just after the exit.
    _ = await eventually(within: 2) { program.isReadToEnd }
    return (status, program.standardOutput, program.standardError)
}

/// Where the first of these names is installed, for tests that need a program they may have to do without.
package func installed(_ names: String...) -> String? {
    let folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/sbin"]
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}
