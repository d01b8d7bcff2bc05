import CMicroHTTPD
import Glibc
import Synchronization

/// One address: a listening socket and libmicrohttpd's thread, which calls into the server's core.
final class Listener: Sendable {
    let description: String
    private let core: ServerCore
    /// Nil once stopped.
    private let running: Mutex<Running?>

    private struct Running: ~Copyable {
        let daemon: PointerBits
        /// Closed when it goes away, which must be after libmicrohttpd's end.
        let socket: ListenSocket

        /// Takes the socket out of libmicrohttpd's hands, so that the close is ours, and refuses who comes now.
        func quiesce() {
            if MHD_quiesce_daemon(daemon.pointer) >= 0 { shutdown(socket.descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// libmicrohttpd's memory for the headers of one request and one reply. Longer headers get 431 from it.
    private static let headerBytes = 32 << 10

    init(_ address: ListenAddress, _ configuration: HTTPServerConfiguration, core: ServerCore) throws(HTTPServerError) {
        let socket = try ListenSocket(address)
        let descriptors = HTTPServerConfiguration.descriptorLimit()
        // Unretained: this object keeps the core, and stops the daemon before it goes.
        let context = Unmanaged.passUnretained(core).toOpaque()
        var options = [
            item(.LISTEN_SOCKET, Int(socket.descriptor)),
            item(.CONNECTION_MEMORY_LIMIT, Self.headerBytes),
            item(.CONNECTION_LIMIT, configuration.connectionLimit(descriptors: descriptors)),
            item(.PER_IP_CONNECTION_LIMIT, configuration.perIPLimit(descriptors: descriptors)),
            item(.CONNECTION_TIMEOUT, configuration.idleTimeoutSeconds),
            item(.STRICT_FOR_CLIENT, 1),
            podprobe_mhd_on_first_line(onFirstLine, context),
            podprobe_mhd_on_completed(onCompleted, context),
            podprobe_mhd_on_connection(onConnection, context),
            item(.END, 0),
        ]
        let flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        guard let started = withoutSignals({ podprobe_mhd_start(UInt32(flags), onRequest, context, &options) }) else {
            throw .couldNotStart(address: address.description)
        }
        description = socket.description
        self.core = core
        running = Mutex(Running(daemon: PointerBits(started), socket: socket))
    }

    deinit { stop() }

    /// No new connections from now on: they are refused.
    func quiesce() {
        running.withLock { running in running?.quiesce() }
    }

    /// Ends the thread, closes every connection and frees the address.
    /// - Precondition: no connection is suspended: libmicrohttpd would abort.
    func stop() {
        running.withLock { running in
            guard let daemon = running?.daemon else { return }
            running?.quiesce()
            MHD_stop_daemon(daemon.pointer)
            running = nil
        }
    }
}

/// A thread inherits the signals that are blocked when it starts: the server's must not take those that main waits for.
private func withoutSignals<Result>(_ body: () -> Result) -> Result {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body()
}

private func item(_ option: MHD_OPTION, _ value: Int) -> MHD_OptionItem {
    MHD_OptionItem(option: option, value: value, ptr_value: nil)
}

private func core(_ context: UnsafeMutableRawPointer?) -> ServerCore? {
    context.map { Unmanaged<ServerCore>.fromOpaque($0).takeUnretainedValue() }
}

private let onConnection: MHD_NotifyConnectionCallback = { context, connection, _, event in
    guard let connection, let core = core(context) else { return }
    let descriptor = podprobe_mhd_descriptor(connection)
    event == .CONNECTION_NOTIFY_STARTED ? core.connected(descriptor) : core.disconnected(descriptor)
}

/// Makes the exchange. libmicrohttpd calls `onCompleted` for it in every case, also where the headers turn out bad.
private let onFirstLine: podprobe_mhd_first_line = { context, target, connection in
    guard let target, let connection, let core = core(context) else { return nil }
    let exchange = core.begin(target: String(cString: target), descriptor: podprobe_mhd_descriptor(connection))
    return Unmanaged.passRetained(exchange).toOpaque()
}

private let onRequest: MHD_AccessHandlerCallback = { context, connection, _, method, _, piece, count, slot in
    guard let connection, let method, let count, let mine = slot?.pointee, let core = core(context) else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(mine).takeUnretainedValue()
    let step = core.next(
        exchange, connection, method: method, piece: UnsafeRawBufferPointer(start: piece, count: count.pointee))
    count.pointee = 0
    return core.carryOut(step, of: exchange, on: connection)
}

private let onCompleted: MHD_RequestCompletedCallback = { context, connection, slot, reason in
    guard let connection, let mine = slot?.pointee, let core = core(context) else { return }
    slot?.pointee = nil
    core.end(
        Unmanaged<Exchange>.fromOpaque(mine).takeRetainedValue(),
        descriptor: podprobe_mhd_descriptor(connection), isComplete: reason == .REQUEST_TERMINATED_COMPLETED_OK)
}
