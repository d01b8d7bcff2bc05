import CLinux
import Glibc

/// Delivers signals of the process as calls in a thread of its own. As ever, the kernel may make one of several of a kind that come at once.
///
/// Handlers that count, not blocked signals and a signalfd: the main thread of a program with an `async` main unblocks every signal
/// while it waits (libdispatch's sigsuspend; seen with Swift 6.3.1), so a signal that is only blocked ends the process there.
package final class SignalWatcher: Sendable {
    private let signals: [Int32]
    private let thread: LoopThread<SignalReader>

    /// Calls `body` with the number of each signal that arrives. One watcher at a time for one signal.
    package init(
        _ signals: [Int32] = [SIGTERM, SIGINT, SIGHUP], _ body: @escaping @Sendable (_ signal: Int32) -> Void
    ) throws {
        precondition(signals.allSatisfy { (1...64).contains($0) }, "signals \(signals)")
        self.signals = signals
        do {
            thread = try LoopThread(name: "signals") { try SignalReader(signals, on: $0, body) }
        } catch {
            Self.release(signals)
            throw error
        }
    }

    /// Gives the signals their default actions back, so that the next one ends the process. Calls no more once it has returned.
    package func stop() {
        Self.release(signals)
        thread.stop()
    }

    private static func release(_ signals: [Int32]) { for signal in signals { clinux_release_signal(signal) } }
}

/// Reads the signals' eventfds on a loop.
private final class SignalReader: DescriptorHandler {
    private let events: [Int32: Int32]
    private let body: (Int32) -> Void

    init(_ signals: [Int32], on loop: EventLoop, _ body: @escaping (Int32) -> Void) throws {
        self.body = body
        var events: [Int32: Int32] = [:]
        for signal in signals {
            let event = clinux_catch_signal(signal)
            guard event >= 0 else { throw SystemError("sigaction", -event) }
            events[signal] = event
        }
        self.events = events
        for (signal, event) in events { _ = try loop.watch(event, .read, self, tag: UInt64(signal)) }
    }

    func descriptorReady(_ tag: UInt64, _ readiness: Readiness) {
        let signal = Int32(tag)
        var count: eventfd_t = 0
        guard let event = events[signal], eventfd_read(event, &count) == 0 else { return }
        for _ in 0..<count { body(signal) }
    }
}
