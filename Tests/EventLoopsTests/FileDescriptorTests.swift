import EventLoops
import Glibc
import Testing

@Suite struct `A descriptor` {
    /// The number itself may be somebody else's at once, so its other side tells whether it is open. A child that another test
    /// starts may hold a copy for a moment, so the end is waited for.
    private func isAtEnd(_ reader: borrowing FileDescriptor, waitMilliseconds: Int32 = 10_000) -> Bool {
        var one = pollfd(fd: reader.number, events: 0, revents: 0)
        return poll(&one, 1, waitMilliseconds) == 1 && one.revents & Int16(POLLHUP) != 0
    }

    @Test func `is closed when its owner lets go of it`() throws {
        let reader = try Pipe().closeWriter()
        let isClosed = isAtEnd(reader)
        #expect(isClosed)
    }

    @Test func `stays open when it is given away`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let reader = FileDescriptor(ends[0])
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        let number = FileDescriptor(ends[1]).release()
        #expect(number == ends[1])
        let isOpen = !isAtEnd(reader, waitMilliseconds: 0)
        #expect(isOpen)
        close(number)
        let isClosed = isAtEnd(reader)
        #expect(isClosed)
    }
}
