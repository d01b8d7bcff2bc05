import CMicroHTTPD
import EventLoops
import Glibc
import Synchronization

/// What all listeners share: routes, exchanges under way, and the clocks of every connection.
final class ServerCore: Sendable {
    private let routes: RouteTable
    private let configuration: HTTPServerConfiguration
    private let observe: @Sendable (HTTPRequestRecord) -> Void
    private let clocks: Mutex<ConnectionClocks>
    let waiting: WaitingRoom
    let threads: AnswerThreads
    private let isStopping = Atomic<Bool>(false)
    private let inFlightCount = Atomic<Int>(0)
    private let unsentBytes = Atomic<Int>(0)

    init(
        _ configuration: HTTPServerConfiguration, routes: [Route],
        observe: @escaping @Sendable (HTTPRequestRecord) -> Void
    ) throws(HTTPServerError) {
        threads = try AnswerThreads()
        self.configuration = configuration
        self.routes = RouteTable(routes)
        self.observe = observe
        clocks = Mutex(ConnectionClocks(limitSeconds: configuration.responseSecondsLimit))
        waiting = WaitingRoom(limit: configuration.laterLimit, limitSeconds: configuration.responseSecondsLimit)
    }

    /// Requests whose headers have come and whose answer is not out yet.
    var inFlight: Int { inFlightCount.load(ordering: .relaxed) }

    // MARK: Connections, on a listener's thread

    func connected(_ descriptor: Int32) {
        clocks.withLock { $0.start(descriptor, now: MonotonicTime.now().nanoseconds) }
    }

    /// The descriptor is closed after this returns.
    func disconnected(_ descriptor: Int32) { clocks.withLock { $0.remove(descriptor) } }

    // MARK: Exchanges, on a listener's thread

    func begin(target: String, descriptor: Int32) -> Exchange {
        let now = MonotonicTime.now().nanoseconds
        clocks.withLock { $0.restart(descriptor, now: now) }
        return Exchange(target: target, now: now)
    }

    func next(
        _ exchange: Exchange, _ connection: OpaquePointer, method: UnsafePointer<CChar>, piece: UnsafeRawBufferPointer
    ) -> Exchange.Step {
        let limit = configuration.maxBodyBytes
        if exchange.isNew {
            inFlightCount.wrappingAdd(1, ordering: .relaxed)
            return exchange.receiveHead(
                method: String(cString: method), headers: requestHeaders(of: connection), routes: routes,
                bodyLimit: limit)
        }
        return piece.isEmpty ? exchange.proceed(bodyLimit: limit) : exchange.receiveBody(piece, bodyLimit: limit)
    }

    func carryOut(_ step: Exchange.Step, of exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
        switch step {
        case .readOn: return .YES
        case .cut: return .NO
        case .send(let reply): return send(reply, of: exchange, on: connection)
        case .answer(let route, let request):
            let acceptEncoding = request.headers["accept-encoding"]
            switch route.answer {
            case .now(let answer):
                return send(
                    EncodedReply(answer(request), acceptEncoding: acceptEncoding), of: exchange, on: connection)
            case .later(let answer):
                // Paused first: once it waits, the answer may come at any moment.
                let descriptor = podprobe_mhd_descriptor(connection)
                clocks.withLock { $0.pause(descriptor) }
                let isWaiting = waiting.enter(exchange, connection, on: threads) {
                    EncodedReply(await answer(request), acceptEncoding: acceptEncoding)
                }
                if isWaiting { return .YES }
                return send(
                    .busy("503: no further answer can be prepared now; try again"), of: exchange, on: connection)
            }
        }
    }

    private func send(_ reply: EncodedReply, of exchange: Exchange, on connection: OpaquePointer) -> MHD_Result {
        var reply = reply
        let allowance = takeAllowance(for: reply)
        if allowance == nil { reply = .busy("503: too many clients have not read their answers yet; try again") }
        clocks.withLock { $0.restart(podprobe_mhd_descriptor(connection), now: MonotonicTime.now().nanoseconds) }
        exchange.sent(reply, unsentBytes: allowance ?? 0)
        return reply.queue(on: connection, closing: isStopping.load(ordering: .relaxed))
    }

    /// What the reply takes of the bytes that may wait for their readers; nil when it would be too much. The first one
    /// always may, however big.
    private func takeAllowance(for reply: EncodedReply) -> Int? {
        let bytes = reply.body.count
        guard bytes > Self.smallBody else { return 0 }
        let before = unsentBytes.wrappingAdd(bytes, ordering: .relaxed).oldValue
        if before == 0 || before + bytes <= configuration.unsentBytesLimit { return bytes }
        unsentBytes.wrappingSubtract(bytes, ordering: .relaxed)
        return nil
    }

    /// Replies up to here are not counted: the connection limit bounds them well enough.
    private static let smallBody = 16 << 10

    func end(_ exchange: Exchange, descriptor: Int32, isComplete: Bool) {
        let now = MonotonicTime.now().nanoseconds
        clocks.withLock { $0.restart(descriptor, now: now) }
        if !exchange.isNew { inFlightCount.wrappingSubtract(1, ordering: .relaxed) }
        let (record, bytes) = exchange.finish(isComplete: isComplete, now: now)
        unsentBytes.wrappingSubtract(bytes, ordering: .relaxed)
        if let record { observe(record) }
    }

    // MARK: From outside

    /// Once a second: who takes too long gets 503, or is cut.
    func cutOverdue() {
        let now = MonotonicTime.now().nanoseconds
        waiting.answerOverdue(
            now: now,
            with: .busy("503: no answer was found within \(configuration.responseSecondsLimit) s; try again"))
        // Under the lock, so that no descriptor is closed, and perhaps another file, when we get to it.
        clocks.withLock { for descriptor in $0.takeOverdue(now: now) { reset(descriptor) } }
    }

    func stopping() {
        isStopping.store(true, ordering: .relaxed)
        waiting.close()
    }
}

/// The client sees a reset; libmicrohttpd notices and closes, and the kernel drops what nobody reads.
private func reset(_ descriptor: Int32) {
    Socket.setLinger0(descriptor)
    shutdown(descriptor, Int32(SHUT_RDWR))
}

/// Names in lower case; of a name that comes twice, the values joined as one list.
private func requestHeaders(of connection: OpaquePointer) -> [String: String] {
    var headers: [String: String] = [:]
    withUnsafeMutablePointer(to: &headers) { headers in
        let collect: MHD_KeyValueIterator = { context, _, name, value in
            guard let context, let name else { return .NO }
            let headers = context.assumingMemoryBound(to: [String: String].self)
            let text = value.map { String(cString: $0) } ?? ""
            headers.pointee.merge([(String(cString: name).lowercased(), text)]) { $0 + ", " + $1 }
            return .YES
        }
        _ = MHD_get_connection_values(connection, .HEADER_KIND, collect, headers)
    }
    return headers
}
