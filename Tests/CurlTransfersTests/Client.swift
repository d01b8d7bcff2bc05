import CurlTransfers
import EventLoops
import Synchronization
import TestSupport

/// Transfers on a loop thread of their own, for tests to await.
final class Client: Sendable {
    private let thread: LoopThread<World>
    private let nextTag = Atomic<UInt64>(1)

    init() throws {
        thread = try LoopThread(name: "transfers") { World(try CurlTransfers(loop: $0)) }
    }

    deinit { thread.stop() }

    func send(_ request: HTTPTransferRequest) async -> HTTPTransferResult {
        let tag = nextTag.add(1, ordering: .relaxed).oldValue
        return await withCheckedContinuation { continuation in
            thread.post { $0.send(request, tag) { continuation.resume(returning: $0) } }
        }
    }

    /// Starts a transfer that a test will cancel; `finished` hears of it if it ends by itself.
    func begin(_ request: HTTPTransferRequest, _ finished: @escaping @Sendable (HTTPTransferResult) -> Void = { _ in })
        -> UInt64
    {
        let tag = nextTag.add(1, ordering: .relaxed).oldValue
        thread.post { $0.send(request, tag, finished) }
        return tag
    }

    func cancel(_ tag: UInt64) async -> HTTPTransferProgress { await onLoop { $0.transfers.cancel(tag: tag) } }

    var inFlight: Int { get async { await onLoop { $0.transfers.inFlight } } }

    func onLoop<Answer: Sendable>(_ body: @escaping @Sendable (World) -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in
            thread.post { continuation.resume(returning: body($0)) }
        }
    }
}

/// Lives in the loop's thread.
final class World: HTTPTransferHandler {
    let transfers: CurlTransfers
    private var waiting: [UInt64: (HTTPTransferResult) -> Void] = [:]

    init(_ transfers: CurlTransfers) { self.transfers = transfers }

    func send(_ request: HTTPTransferRequest, _ tag: UInt64, _ finished: @escaping (HTTPTransferResult) -> Void) {
        waiting[tag] = finished
        transfers.start(request, tag: tag, self)
    }

    func transferFinished(_ tag: UInt64, _ result: HTTPTransferResult) {
        waiting.removeValue(forKey: tag)?(result)
    }
}

/// What a kubelet's probe sends when a manifest gives no headers.
let probeHeaders = [
    (name: "User-Agent", value: "kube-probe/1.34"), (name: "Accept", value: "*/*"),
    (name: "Connection", value: "close"),
]

/// A probe's request to a port of this machine.
func request(
    _ port: UInt16, _ target: String = "/healthz", host: String = "127.0.0.1", address: IPAddress = .loopback
) -> HTTPTransferRequest {
    var request = HTTPTransferRequest(host: host, port: port, address: address)
    request.target = target
    request.headers = probeHeaders
    return request
}

extension HTTPTransferResult {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Collects what a handler hears, for tests that start transfers by themselves.
final class Results: HTTPTransferHandler, Sendable {
    private let heard = Mutex<[(tag: UInt64, result: HTTPTransferResult)]>([])

    func transferFinished(_ tag: UInt64, _ result: HTTPTransferResult) { heard.withLock { $0.append((tag, result)) } }

    var count: Int { heard.withLock { $0.count } }
    var tags: [UInt64] { heard.withLock { $0.map(\.tag) } }
    var failures: [HTTPTransferFailure.Kind?] { heard.withLock { $0.map(\.result.failure?.kind) } }
    var statuses: Set<Int?> { heard.withLock { Set($0.map(\.result.status)) } }
}
