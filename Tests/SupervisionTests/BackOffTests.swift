import EventLoops
import Supervision
import Testing

private func at(_ seconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }
private let key = BackOff.Key(container: "main", specHash: "h")

/// The waits of a container that ends `livesSeconds` after each start.
private func waits(_ count: Int, livesSeconds: Int64) -> [Int64] {
    var backOff = BackOff()
    var now: Int64 = 0
    return (0..<count).map { _ in
        let ended = now + livesSeconds
        let until = backOff.waitsUntil(key, endedAt: at(ended), now: at(ended))
        now = until.map { $0.nanoseconds / 1_000_000_000 } ?? ended
        backOff.advance(key, endedAt: at(ended), now: at(now))
        return now - ended
    }
}

@Suite struct `A back-off` {
    @Test func `R05 makes a container that ends at once wait 0, 10, 20, 40, 80, 160 and then always 300 s`() {
        #expect(waits(9, livesSeconds: 0) == [0, 10, 20, 40, 80, 160, 300, 300, 300])
    }

    @Test func `R08 doubles for a container that runs for nine minutes each time`() {
        #expect(waits(4, livesSeconds: 540) == [0, 10, 20, 40])
    }

    @Test func `starts over when the container outlived its last start by more than ten minutes`() {
        var backOff = BackOff()
        for now in [0, 10, 30] as [Int64] { backOff.advance(key, endedAt: at(now), now: at(now)) }
        #expect(backOff.delayNanoseconds(key) == 40_000_000_000)
        #expect(backOff.waitsUntil(key, endedAt: at(630), now: at(630)) == at(670))
        #expect(backOff.waitsUntil(key, endedAt: at(631), now: at(631)) == nil)
        backOff.advance(key, endedAt: at(631), now: at(631))
        #expect(backOff.delayNanoseconds(key) == 10_000_000_000)
    }

    @Test func `is over exactly when its time is`() {
        var backOff = BackOff()
        backOff.advance(key, endedAt: at(0), now: at(0))
        let last = MonotonicTime(nanoseconds: 14_999_999_999)
        #expect(backOff.waitsUntil(key, endedAt: at(5), now: last) == at(15))
        #expect(backOff.waitsUntil(key, endedAt: at(5), now: at(15)) == nil)
    }

    @Test func `counts a changed spec afresh, and forgets the old one when it is old`() {
        var backOff = BackOff()
        backOff.advance(key, endedAt: at(0), now: at(0))
        let changed = BackOff.Key(container: "main", specHash: "other")
        #expect(backOff.waitsUntil(changed, endedAt: at(0), now: at(0)) == nil)
        backOff.keepOnly([changed], at(600))
        #expect(backOff.waitsUntil(key, endedAt: at(1), now: at(1)) == at(11), "an edit that is taken back")
        backOff.keepOnly([changed], at(601))
        #expect(backOff.entries.isEmpty)
    }
}
