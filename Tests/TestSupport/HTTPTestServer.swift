import Foundation
import Synchronization

/// A server on a loopback port that does to each connection what its script says, and remembers what it was asked.
///
/// One thread a connection. It stops when the value goes away; a step that never ends by itself ends with the client or
/// the server.
package final class HTTPTestServer: Sendable {
    package enum Step: Sendable {
        case send(String)
        case sendBytes([UInt8])
        /// The same again and again, until the client goes away or 256 MiB are sent.
        case sendForEver(String)
        case pause(milliseconds: Int32)
        /// Says nothing more, and keeps the connection until the client goes away.
        case hold
        /// Closes with a reset instead of an end.
        case reset
    }

    /// One request as it came, or what came of it.
    package struct Request: Sendable {
        package var text: String
        package var body: String

        /// "GET /healthz HTTP/1.1".
        package var line: String { String(lines.first ?? "") }
        /// "/healthz".
        package var target: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
        /// "Name: value", as they came.
        package var headers: [String] { lines.dropFirst().map(String.init) }
        private var lines: [Substring] { text.split(separator: "\r\n") }
    }

    package let port: UInt16
    private let core: ServerCore

    /// - Parameter script: what to do with a connection, once its request has arrived.
    package convenience init(ipv6: Bool = false, _ script: @escaping @Sendable (Request) -> [Step]) throws {
        try self.init(ipv6: ipv6, readsFirst: true, script)
    }

    private init(ipv6: Bool = false, readsFirst: Bool, _ script: @escaping @Sendable (Request) -> [Step]) throws {
        core = try ServerCore(ipv6: ipv6, readsFirst: readsFirst, script)
        port = core.port
        let core = core
        Thread.detachNewThread { core.acceptAll() }
    }

    /// The same for every connection.
    package convenience init(_ steps: Step...) throws { try self.init { _ in steps } }

    /// Sends this to whoever connects, without waiting for a request, and closes.
    package convenience init(answersAtOnce text: String) throws {
        try self.init(readsFirst: false) { _ in [.send(text)] }
    }

    /// Answers every request with `status` and `body`.
    package static func answering(
        _ status: String = "200 OK", headers: [String] = [], body: String = "ok"
    ) throws -> HTTPTestServer {
        try HTTPTestServer(.send(answer(status, headers: headers, body: body)))
    }

    /// The text of an answer with its length.
    package static func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "ok") -> String {
        (["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
    }

    deinit { stop() }

    /// Closes the port and every connection.
    package func stop() { core.stop() }

    package var requests: [Request] { core.requests }
    package var connectionCount: Int { core.connectionCount }
    /// How many times a `send` has handed all its bytes to the kernel.
    package var sendCount: Int { core.sendCount }
}

/// What the threads share; the server's value can go away while they still run.
private final class ServerCore: Sendable {
    private struct State {
        var isStopped = false
        var hasListener = true
        var requests: [HTTPTestServer.Request] = []
        var connectionCount = 0
        var sendCount = 0
        var open: Set<Int32> = []
    }

    let port: UInt16
    private let listener: Int32
    private let readsFirst: Bool
    private let script: @Sendable (HTTPTestServer.Request) -> [HTTPTestServer.Step]
    private let state = Mutex(State())

    init(
        ipv6: Bool, readsFirst: Bool, _ script: @escaping @Sendable (HTTPTestServer.Request) -> [HTTPTestServer.Step]
    ) throws {
        self.readsFirst = readsFirst
        let loopback = try LoopbackListener(ipv6: ipv6)
        (listener, port) = (loopback.descriptor, loopback.port)
        self.script = script
    }

    var requests: [HTTPTestServer.Request] { state.withLock { $0.requests } }
    var connectionCount: Int { state.withLock { $0.connectionCount } }
    var sendCount: Int { state.withLock { $0.sendCount } }

    /// Wakes every thread: its descriptor ends, and the thread closes it.
    func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            if state.hasListener { shutdown(listener, Int32(SHUT_RDWR)) }
            for fd in state.open { shutdown(fd, Int32(SHUT_RDWR)) }
        }
    }

    func acceptAll() {
        while true {
            let fd = accept(listener, nil, nil)
            if fd < 0, errno == EINTR || errno == ECONNABORTED { continue }
            guard fd >= 0 else { break }
            let isWelcome = state.withLock { state in
                if !state.isStopped {
                    state.connectionCount += 1
                    state.open.insert(fd)
                }
                return !state.isStopped
            }
            guard isWelcome else {
                shutdown(fd, Int32(SHUT_RDWR))
                close(fd)
                break
            }
            Thread.detachNewThread { self.serve(fd) }
        }
        // Under the lock, so that stop() never shuts down a number that has a new owner.
        state.withLock { state in
            state.hasListener = false
            close(listener)
        }
    }

    private func serve(_ fd: Int32) {
        defer {
            // A child that another test starts at this moment may hold a copy, so that closing alone says nothing.
            shutdown(fd, Int32(SHUT_RDWR))
            // Under the lock for the same reason as above.
            state.withLock { state in
                state.open.remove(fd)
                close(fd)
            }
        }
        guard let request = readsFirst ? readRequest(fd) : .init(text: "", body: "") else { return }
        state.withLock { $0.requests.append(request) }
        for step in script(request) {
            guard carryOut(step, fd) else { return }
        }
    }

    /// False when the connection is done with.
    private func carryOut(_ step: HTTPTestServer.Step, _ fd: Int32) -> Bool {
        switch step {
        case .send(let text): return carryOut(.sendBytes(Array(text.utf8)), fd)
        case .sendBytes(let bytes):
            guard sendAll(bytes, fd) else { return false }
            state.withLock { $0.sendCount += 1 }
            return true
        case .sendForEver(let text):
            let bytes = Array(text.utf8)
            var left = 256 * 1024 * 1024
            while left > 0, sendAll(bytes, fd) { left -= bytes.count }
            return false
        case .pause(let milliseconds): return !endsWithin(milliseconds, fd)
        case .hold:
            while !endsWithin(1000, fd) {}
            return false
        case .reset:
            // To connect to nobody resets at once, whoever else holds a copy of the descriptor.
            var nobody = sockaddr()
            nobody.sa_family = sa_family_t(AF_UNSPEC)
            let isReset = connect(fd, &nobody, socklen_t(MemoryLayout<sockaddr>.size)) == 0
            precondition(isReset, "disconnect: errno \(errno)")
            return false
        }
    }
}

/// Head and body; nil when the client goes away before they are complete. At most 1 MiB.
private func readRequest(_ fd: Int32) -> HTTPTestServer.Request? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while bytes.count < 1 << 20 {
        if let request = request(in: bytes) { return request }
        let count = recv(fd, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        bytes += buffer[..<count]
    }
    return nil
}

private func request(in bytes: [UInt8]) -> HTTPTestServer.Request? {
    let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
    guard parts.count > 1 else { return nil }
    let body = parts.dropFirst().joined(separator: "\r\n\r\n")
    let length = parts[0].lowercased().components(separatedBy: "\r\ncontent-length:").dropFirst().first
        .flatMap { Int($0.prefix { $0 != "\r\n" }.trimmingCharacters(in: .whitespaces)) }
    return body.utf8.count >= length ?? 0 ? .init(text: parts[0], body: body) : nil
}

private func sendAll(_ bytes: [UInt8], _ fd: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
    }
    return true
}

/// Whether the client goes away, or the server stops, within this time. What the client still says is dropped.
private func endsWithin(_ milliseconds: Int32, _ fd: Int32) -> Bool {
    let end = ContinuousClock.now + .milliseconds(Int(milliseconds))
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let left = (end - .now) / .milliseconds(1)
        guard left > 0 else { return false }
        var one = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        if poll(&one, 1, Int32(left.rounded(.up))) > 0, recv(fd, &buffer, buffer.count, 0) <= 0 { return true }
    }
}
