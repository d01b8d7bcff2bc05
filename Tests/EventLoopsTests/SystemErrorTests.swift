import EventLoops
import Glibc
import Testing

@Suite struct `A system error` {
    @Test func `says the call, the reason and the number`() {
        let error = SystemError("connect", ECONNREFUSED)
        #expect(error.description == "connect: Connection refused (111)")
        #expect(error.name == "ECONNREFUSED")
        #expect(error.message == "Connection refused")
    }

    @Test func `has words for a number that nobody knows`() {
        #expect(SystemError("call", 9999).description == "call: unknown error (9999)")
        #expect(SystemError("call", 9999).name == "errno 9999")
    }

    @Test(arguments: [
        (EMFILE, true), (ENFILE, true), (ENOBUFS, true), (ENOMEM, true), (EADDRNOTAVAIL, true), (EAGAIN, true),
        (ECONNREFUSED, false), (ETIMEDOUT, false), (EHOSTUNREACH, false), (ENETUNREACH, false), (ECONNRESET, false),
    ])
    func `knows what is podprobe's own trouble and says nothing about a target`(number: Int32, isLocal: Bool) {
        #expect(SystemError("connect", number).isLocalTrouble == isLocal)
    }
}
