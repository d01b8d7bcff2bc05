import EventLoops
import Glibc
import Synchronization

/// What the outside asks of a running podprobe. A second SIGTERM or SIGINT leaves at once.
final class Signals: Sendable {
    private enum Request: Sendable {
        case end(String)
        case reload
    }

    private let stream: AsyncStream<Request>
    private let continuation: AsyncStream<Request>.Continuation
    private let watcher: SignalWatcher

    init() throws {
        let (stream, continuation) = AsyncStream<Request>.makeStream()
        self.stream = stream
        self.continuation = continuation
        let ends = EndRequests()
        watcher = try SignalWatcher([SIGTERM, SIGINT, SIGHUP]) { number in
            guard number != SIGHUP else {
                continuation.yield(.reload)
                return
            }
            switch ends.note(at: .now()) {
            case .first: continuation.yield(.end(number == SIGTERM ? "SIGTERM" : "SIGINT"))
            case .repeated: break
            case .second:
                Console.complain("podprobe: second signal, leaving at once; containers go on running")
                // Not exit(): what it runs would meet threads that go on using OpenSSL.
                _exit(128 + number)
            }
        }
    }

    func endOfTime() { continuation.yield(.end("--live.seconds are over")) }

    /// Runs `reload` for each SIGHUP, one after the other, and returns why to end; a reload that takes its time is not waited
    /// for.
    func waitForEnd(reload: @escaping @Sendable () async -> Void) async -> String {
        var newest: Task<Void, Never>?
        for await request in stream {
            switch request {
            case .end(let reason): return reason
            case .reload:
                newest = Task { [newest] in
                    await newest?.value
                    await reload()
                }
            }
        }
        return "the end"
    }
}

/// Tells a first request to end from a second one.
private final class EndRequests: Sendable {
    enum Request { case first, repeated, second }

    /// A terminal, a shell script and `timeout` each pass one Ctrl-C on: what comes at once is the same request.
    private static let sameNanoseconds: Int64 = 500_000_000
    private let first = Mutex<MonotonicTime?>(nil)

    func note(at now: MonotonicTime) -> Request {
        first.withLock { first in
            guard let time = first else {
                first = now
                return .first
            }
            return now - time < Self.sameNanoseconds ? .repeated : .second
        }
    }
}
