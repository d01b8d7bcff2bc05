import EventLoops
import Glibc
package import PodModel

/// The embedded runtime: a container is a process on this host, with its command, environment, working directory and log.
///
/// It has no image, no network, no file system and no resource limits of its own. Its processes share the host's loopback
/// address. What it does is CRI's: see ``ContainerRuntime``.
///
/// - A container is every process that descends from its main one, leads or is in its session, or carries its mark
///   (`PODPROBE_CONTAINER_ID`) in its environment. When the main process ends, the others are killed, as a container's die
///   with its first process. A process that calls setsid, loses its parent and has wiped its environment, all before it was
///   ever looked at, escapes.
/// - The environment is PATH (a container image's default), HOME, HOSTNAME, the mark, and the container's own variables.
///   Without a workingDir it is `/`.
/// - Its records and pipes are files, so that a podprobe which was killed finds the containers running and takes them over;
///   only one podprobe at a time may use a storage path.
/// - ``shutdown()`` does not stop containers: the supervisor does that before, or leaves them to the next podprobe.
package final class ProcessRuntime: ContainerRuntime {
    package let name = "process"
    package let events: AsyncStream<RuntimeEvent>
    package let counters = ProcessRuntimeCounters()
    let world: LoopThread<ProcessWorld>
    let commands: CommandRunner
    let logs: LoopThread<LogCollector>
    /// Lifecycle hooks, which mostly wait: as many as there may be pods that stop at the same time.
    private static let mostCommands = 1_024
    private let storage: ProcessStorage
    private let eventSource: AsyncStream<RuntimeEvent>.Continuation

    /// Takes over what an earlier podprobe left running under `storagePath`, and makes this process the one to which orphans
    /// of its containers fall.
    /// - Parameters:
    ///   - note: hears of what a person should know; called on the runtime's own threads.
    ///   - now: the wall clock.
    package convenience init(
        storagePath: String, now: @escaping @Sendable () -> Timestamp = { .fromSystemClock() },
        note: @escaping @Sendable (RuntimeNote) -> Void = { _ in }
    ) throws(RuntimeError) {
        try self.init(
            storagePath: storagePath, takesOrphans: true, logLimits: LogFile.Limits(), now: now, note: note)
    }

    /// - Parameter takesOrphans: whether orphans fall to this process; it cannot be undone, so a program that does more than
    ///   run containers says no, and leaves them to its init.
    init(
        storagePath: String, takesOrphans: Bool, logLimits: LogFile.Limits, now: @escaping @Sendable () -> Timestamp,
        note: @escaping @Sendable (RuntimeNote) -> Void
    ) throws(RuntimeError) {
        storage = try ProcessStorage(root: storagePath)
        // The newest are kept: they are hints, and a relist finds out the rest.
        (events, eventSource) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1_024))
        do {
            if takesOrphans { try ChildProcess.becomeSubreaper() }
            commands = try CommandRunner(maximumInFlight: Self.mostCommands)
            logs = try LoopThread(name: "container-logs") { [counters] loop in
                LogCollector(loop, limits: logLimits, counters: counters, now: now, note: note)
            }
            let mail = LoopMail<ProcessWorld>()
            let around = ProcessSurroundings(
                storage: storage, mail: mail, commands: commands, logs: logs, counters: counters, now: now, note: note,
                event: { [eventSource] in _ = eventSource.yield($0) })
            world = try LoopThread(name: "containers") { loop in ProcessWorld(loop, around) }
            mail.connect(world)
            // Before whatever is asked of it; and what this begins may be answered by mail.
            world.post { $0.adopt() }
        } catch {
            throw RuntimeError(.other, "the process runtime cannot be set up: \(error)")
        }
    }

    deinit { shutdown() }

    /// Ends the runtime's threads. Containers that run go on, and wait once their output pipes are full, until the next
    /// podprobe takes them over.
    package func shutdown() {
        world.post { $0.end() }
        world.stop()
        logs.post { $0.end() }
        logs.stop()
        commands.stop()
        eventSource.finish()
        storage.unlock()
    }

    package func version() async throws(RuntimeError) -> String {
        var names = utsname()
        guard uname(&names) == 0 else { throw RuntimeError(.other, "uname failed") }
        let release = withUnsafePointer(to: &names.release) {
            $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
        return "Linux \(release)"
    }

    static let wasShutDown = RuntimeError(.other, "the process runtime was shut down")

    /// Runs `body` on the runtime's thread.
    func ask<T: Sendable>(
        _ body: @escaping @Sendable (ProcessWorld) throws(RuntimeError) -> T
    ) async throws(RuntimeError) -> T {
        try await answer { answer in
            self.world.post { world in answer(Result { () throws(RuntimeError) in try body(world) }) }
        }
    }

    /// Waits until the closure that `begin` is given is called, once; `begin` says false when that will never be.
    func answer<T: Sendable>(
        _ begin: (@escaping @Sendable (Result<T, RuntimeError>) -> Void) -> Bool
    ) async throws(RuntimeError) -> T {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<T, RuntimeError>, Never>) in
            if !begin({ continuation.resume(returning: $0) }) {
                continuation.resume(returning: .failure(Self.wasShutDown))
            }
        }
        return try result.get()
    }
}

extension Timestamp {
    package static func fromSystemClock() -> Timestamp { Timestamp(nanoseconds: wallClockNanoseconds()) }
}
