import EventLoops
import Glibc
import Testing

@Suite struct `A descriptor` {
    /// The number itself may be somebody else's at once, so its other side tells whether it is open.
    private func isAtEnd(_ reader: borrowing FileDescriptor) -> Bool {
        var byte: UInt8 = 0
        return read(reader.number, &byte, 1) == 0
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
        _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
        let number = FileDescriptor(ends[1]).release()
        #expect(number == ends[1])
        let isOpen = !isAtEnd(reader)
        #expect(isOpen)
        close(number)
        let isClosed = isAtEnd(reader)
        #expect(isClosed)
    }
}
