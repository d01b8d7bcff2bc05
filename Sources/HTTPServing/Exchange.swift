import Synchronization

/// One request and its answer, from the request's first line on. libmicrohttpd keeps it between its callbacks.
final class Exchange: Sendable {
    /// What is to be done next.
    enum Step {
        case readOn
        case answer(Route, HTTPRequest)
        case send(EncodedReply)
        /// The client sends without end.
        case cut
    }

    private enum Phase {
        case head
        case body(Route)
        case finding
        case found(EncodedReply)
        case sent
    }

    private struct State {
        var phase = Phase.head
        var request: HTTPRequest
        var droppedBytes = 0
        var record: HTTPRequestRecord?
        var unsentBytes = 0
    }

    private let target: RequestTarget
    private let startedAt: Int64
    private let state: Mutex<State>

    /// - Parameters:
    ///   - target: of the request line, raw.
    ///   - now: nanoseconds of the monotonic clock.
    init(target: String, now: Int64) {
        self.target = RequestTarget(target)
        startedAt = now
        state = Mutex(State(request: HTTPRequest(method: "", path: self.target.path, query: self.target.query)))
    }

    /// Whether the headers have not been looked at yet.
    var isNew: Bool {
        state.withLock { if case .head = $0.phase { true } else { false } }
    }

    /// The headers are complete: find the route, refuse what can be refused before the body comes.
    func receiveHead(method: String, headers: [String: String], routes: RouteTable, bodyLimit: Int) -> Step {
        state.withLock { state in
            state.request.method = method
            state.request.headers = headers
            state.record = HTTPRequestRecord(
                method: Self.label(forMethod: method), route: routes.label(forPath: target.path), status: 0,
                bodyBytes: 0, isGzipped: false, durationNanoseconds: 0, isComplete: false)
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            let refusal: EncodedReply
            switch routes.match(method: method, path: target.path) {
            case .unknownPath:
                refusal = EncodedReply(404, "404: nothing is served at this path; / lists what is")
            case .wrongMethod(let allowed):
                let list = allowed.joined(separator: ", ")
                refusal = EncodedReply(405, "405: this path answers \(list) only", headers: [("Allow", list)])
            case .route where length > bodyLimit: refusal = Self.tooLarge(bodyLimit)
            case .route(let route):
                state.phase = .body(route)
                return .readOn
            }
            // An answer before the body has come ends the connection, which only a body is worth.
            if length > 0 || headers["transfer-encoding"] != nil { return .send(refusal) }
            state.phase = .found(refusal)
            return .readOn
        }
    }

    /// A piece of the body. What comes above the limit is dropped, so that the client reads our 413 when it is done
    /// sending; one that goes on for another limit and a mebibyte is cut.
    func receiveBody(_ piece: UnsafeRawBufferPointer, bodyLimit: Int) -> Step {
        state.withLock { state in
            if state.droppedBytes == 0, state.request.body.count + piece.count <= bodyLimit {
                state.request.body.append(contentsOf: piece)
                return .readOn
            }
            state.droppedBytes += state.request.body.count + piece.count
            state.request.body = []
            return state.droppedBytes > 2 * bodyLimit + 1 << 20 ? .cut : .readOn
        }
    }

    /// The request is complete, or the connection goes on because an answer was found.
    func proceed(bodyLimit: Int) -> Step {
        state.withLock { state in
            switch state.phase {
            case .body(let route):
                guard state.droppedBytes == 0 else { return .send(Self.tooLarge(bodyLimit)) }
                state.phase = .finding
                return .answer(route, state.request)
            case .found(let reply): return .send(reply)
            // libmicrohttpd does not ask in these; should it do so, a connection is lost rather than the daemon.
            case .head, .finding, .sent: return .cut
            }
        }
    }

    func found(_ reply: EncodedReply) { state.withLock { $0.phase = .found(reply) } }

    /// The reply is on its way; `unsentBytes` of the server's allowance are taken by it.
    func sent(_ reply: EncodedReply, unsentBytes: Int) {
        state.withLock { state in
            state.phase = .sent
            state.unsentBytes = unsentBytes
            state.record?.status = reply.status
            state.record?.bodyBytes = state.request.method == "HEAD" ? 0 : reply.body.count
            state.record?.isGzipped = reply.isGzipped
        }
    }

    /// The end of it: the record where anything was answered, and the bytes to give back.
    func finish(isComplete: Bool, now: Int64) -> (record: HTTPRequestRecord?, unsentBytes: Int) {
        state.withLock { state in
            guard case .sent = state.phase else { return (nil, 0) }
            state.record?.durationNanoseconds = now - startedAt
            state.record?.isComplete = isComplete
            return (state.record, state.unsentBytes)
        }
    }

    private static func tooLarge(_ limit: Int) -> EncodedReply {
        EncodedReply(413, "413: a request body may have \(limit) bytes at most")
    }

    private static func label(forMethod method: String) -> String {
        ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"].contains(method) ? method : "other"
    }
}
