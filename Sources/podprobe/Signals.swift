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
        let ends = EndCount()
        watcher = try SignalWatcher([SIGTERM, SIGINT, SIGHUP]) { number in
            if number == SIGHUP {
                continuation.yield(.reload)
            } else if ends.isFirst() {
                continuation.yield(.end(number == SIGTERM ? "SIGTERM" : "SIGINT"))
            } else {
                Console.complain("podprobe: second signal, leaving at once; containers go on running")
                exit(128 + number)
            }
        }
    }

    func endOfTime() { continuation.yield(.end("--live.seconds are over")) }

    /// Runs `reload` for each SIGHUP and returns why to end.
    func waitForEnd(reload: @Sendable () async -> Void) async -> String {
        for await request in stream {
            switch request {
            case .end(let reason): return reason
            case .reload: await reload()
            }
        }
        return "the end"
    }
}

private final class EndCount: Sendable {
    private let count = Atomic<Int>(0)
    func isFirst() -> Bool { count.add(1, ordering: .relaxed).oldValue == 0 }
}
