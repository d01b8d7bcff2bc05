import EventLoops
import Glibc
import TestSupport
import Testing

/// A socket that listens on a loopback port of its own.
private struct Listening: ~Copyable {
    let descriptor: FileDescriptor
    let port: UInt16

    init(_ address: IPAddress = .loopback) throws {
        descriptor = FileDescriptor(socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        let number = descriptor.number
        try #require(address.withSocketAddress(port: 0) { bind(number, $0, $1) } == 0)
        try #require(listen(number, 8) == 0)
        var name = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &name) {
            _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
        }
        // The port stands at the same place in both families.
        port = UInt16(bigEndian: name.sin6_port)
    }

    func accept() -> FileDescriptor {
        let number = Glibc.accept(descriptor.number, nil, nil)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return FileDescriptor(number)
    }
}

@Suite struct `A connect` {
    /// The error that a connect ends with, 0 for none.
    private func outcome(_ address: IPAddress, _ port: UInt16, on loop: EventLoop) throws -> Int32 {
        let attempt: ConnectAttempt
        do throws(SystemError) {
            attempt = try Socket.connectTCP(to: address, port: port, linger0: true)
        } catch {
            #expect(error.call == "connect")
            return error.errno
        }
        #expect(attempt.callNanoseconds >= 0)
        let descriptor = attempt.take()
        let listener = Listener()
        listener.onReady = { [unowned loop] _, readiness in
            #expect(!readiness.isDisjoint(with: [.write, .hangUp, .error]))
            loop.stop()
        }
        let watch = try loop.watch(descriptor.number, .write, listener, tag: 0)
        loop.runGuarded()
        loop.unwatch(watch)
        return Socket.error(descriptor.number)
    }

    @Test(arguments: [IPAddress.loopback, .v6(0, 1, scope: 0)]) func `succeeds at a listener`(address: IPAddress) throws
    {
        let listening = try Listening(address)
        #expect(try outcome(address, listening.port, on: EventLoop()) == 0)
    }

    @Test func `is refused where nobody listens`() throws {
        #expect(try outcome(.loopback, freePort(), on: EventLoop()) == ECONNREFUSED)
    }

    @Test func `gives a socket that does not block and is not inherited`() throws {
        let listening = try Listening()
        let descriptor = try Socket.connectTCP(to: .loopback, port: listening.port, linger0: false).take()
        #expect(fcntl(descriptor.number, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(descriptor.number, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test(arguments: [true, false]) func `with linger 0 ends in a reset`(linger0: Bool) throws {
        let listening = try Listening()
        let client = try Socket.connectTCP(to: .loopback, port: listening.port, linger0: linger0).take()
        let server = listening.accept()
        close(client.release())
        var byte: UInt8 = 0
        let count = read(server.number, &byte, 1)
        let code = errno
        #expect(count == (linger0 ? -1 : 0))
        if linger0 { #expect(code == ECONNRESET) }
    }

    @Test func `can be reset later`() throws {
        let listening = try Listening()
        let client = try Socket.connectTCP(to: .loopback, port: listening.port, linger0: false).take()
        let server = listening.accept()
        Socket.setLinger0(client.number)
        close(client.release())
        var byte: UInt8 = 0
        #expect(read(server.number, &byte, 1) == -1)
        #expect(errno == ECONNRESET)
    }

    @Test func `error of something that is no socket is told as such`() throws {
        let pipe = try Pipe()
        #expect(Socket.error(pipe.reader.number) == ENOTSOCK)
    }
}
