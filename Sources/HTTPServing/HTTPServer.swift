import EventLoops
import Glibc
import Synchronization

/// Serves routes over HTTP/1.1 from one thread for each address; what a client does, or fails to do, costs a bounded
/// amount of connections, memory and time, and never reaches a probe's thread.
package final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let core: ServerCore
    private let listeners: [Listener]
    private let watch: Task<Void, Never>
    private let isStopped = Mutex(false)

    /// Listens when it returns.
    /// - Parameter observe: told of every answered request, on a server thread: count and return.
    package init(
        _ configuration: HTTPServerConfiguration, routes: [Route],
        observe: @escaping @Sendable (HTTPRequestRecord) -> Void = { _ in }
    ) throws(HTTPServerError) {
        let core = try ServerCore(configuration, routes: routes, observe: observe)
        var listeners: [Listener] = []
        for address in configuration.addresses {
            listeners.append(try Listener(address, configuration, core: core))
        }
        self.configuration = configuration
        self.core = core
        self.listeners = listeners
        watch = Task.detached(executorPreference: core.threads) {
            while (try? await Task.sleep(for: .seconds(1))) != nil { core.cutOverdue() }
        }
    }

    deinit { stop() }

    /// Each address with its real port: `127.0.0.1:41234`.
    package var listening: [String] { listeners.map(\.description) }

    /// Requests that are being answered.
    package var inFlight: Int { core.inFlight }

    /// Accepts nobody any more, lets exchanges under way end within `stopSecondsLimit`, and closes every connection.
    /// Blocks until then.
    package func stop() {
        isStopped.withLock { isStopped in
            guard !isStopped else { return }
            isStopped = true
            core.stopping()
            for listener in listeners { listener.quiesce() }
            waitUntilIdle(seconds: configuration.stopSecondsLimit)
            if core.waiting.answerAll(with: .busy("503: podprobe is stopping")) { waitUntilIdle(seconds: 1) }
            for listener in listeners { listener.stop() }
            watch.cancel()
        }
    }

    private func waitUntilIdle(seconds: Int) {
        let end = MonotonicTime.now().nanoseconds + Int64(seconds) * 1_000_000_000
        while core.inFlight > 0, MonotonicTime.now().nanoseconds < end { usleep(2000) }
    }
}
