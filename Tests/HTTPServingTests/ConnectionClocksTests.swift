import Testing

@testable import HTTPServing

private let second: Int64 = 1_000_000_000

@Suite struct `A connection's clock` {
    @Test func `ends after the limit, and says so once`() {
        var clocks = ConnectionClocks(limitSeconds: 10)
        clocks.start(5, now: 0)
        clocks.start(4, now: 0)
        clocks.start(6, now: 5 * second)
        #expect(clocks.takeOverdue(now: 10 * second - 1) == [])
        #expect(clocks.takeOverdue(now: 10 * second) == [4, 5])
        #expect(clocks.takeOverdue(now: 11 * second) == [])
        #expect(clocks.takeOverdue(now: 15 * second) == [6])
    }

    @Test func `starts again with each part of an exchange`() {
        var clocks = ConnectionClocks(limitSeconds: 10)
        clocks.start(5, now: 0)
        clocks.restart(5, now: 9 * second)
        #expect(clocks.takeOverdue(now: 18 * second) == [])
        #expect(clocks.takeOverdue(now: 19 * second) == [5])
    }

    @Test func `stands while the connection waits for us`() {
        var clocks = ConnectionClocks(limitSeconds: 10)
        clocks.start(5, now: 0)
        clocks.pause(5)
        #expect(clocks.takeOverdue(now: 1000 * second) == [])
        clocks.restart(5, now: 1000 * second)
        #expect(clocks.takeOverdue(now: 1010 * second) == [5])
    }

    @Test func `is gone with the connection, whose number may be another file's by then`() {
        var clocks = ConnectionClocks(limitSeconds: 10)
        clocks.start(5, now: 0)
        clocks.remove(5)
        clocks.restart(5, now: 0)
        clocks.pause(5)
        #expect(clocks.count == 0)
        #expect(clocks.takeOverdue(now: 100 * second) == [])
    }
}
