import Foundation
import HTTPServing
import Synchronization
import TestSupport

/// A server on a loopback port of its own.
func serve(
    _ routes: [Route], _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    observe: @escaping @Sendable (HTTPRequestRecord) -> Void = { _ in }
) throws -> (server: HTTPServer, port: UInt16) {
    var configuration = HTTPServerConfiguration(addresses: [ListenAddress(host: "127.0.0.1", port: 0)])
    // On a busy machine a test may come to its next step only much later.
    configuration.idleTimeoutSeconds = 600
    configure(&configuration)
    let server = try HTTPServer(configuration, routes: routes, observe: observe)
    return (server, try ListenAddress(server.listening[0]).port)
}

let quick = Route.get("/quick") { _ in HTTPReply(200, "quick") }

/// A body that no socket buffer swallows.
let bigBody = [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 20)

/// A connected client of which the test decides every byte; closed when it goes away.
final class RawClient: Sendable {
    private let descriptor: Int32

    /// Its receive buffer stays small, so that a body which it does not read stays with the server.
    init(port: UInt16) throws {
        descriptor = try HTTPClient.connect(port: port)
        var size: Int32 = 65_536
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws { try HTTPClient.send(text, on: descriptor) }

    /// Up to so many bytes; nil when the server has closed or reset the connection.
    func read(_ count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let got = recv(descriptor, &buffer, count, 0)
        return got > 0 ? Array(buffer[..<got]) : nil
    }

    /// Everything that comes until the connection ends.
    func readAll() -> String {
        var all: [UInt8] = []
        while let more = read(65_536) { all += more }
        return String(decoding: all, as: UTF8.self)
    }

    /// Everything until `text` has come, or the connection ends.
    func read(until text: String) -> String {
        var all: [UInt8] = []
        while !String(decoding: all, as: UTF8.self).contains(text), let more = read(4096) { all += more }
        return String(decoding: all, as: UTF8.self)
    }
}

/// Something that is waited for without blocking a thread.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    var visitors: Int { state.withLock { $0.waiting.count } }
}

final class Tally: Sendable {
    private let count = Atomic<Int>(0)

    func add() { count.add(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
}

/// Runs what waits for a peer on a thread of its own: the runtime's few threads belong to all tests.
func aside<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Swift.Result { try body() }) }.start()
    }
}
