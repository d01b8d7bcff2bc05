import EventLoops
import Testing

private func at(_ nanoseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

/// A small repeatable generator (SplitMix64), so that a seed replays a run.
private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension TimerQueue {
    /// The elements due by `now`, taken out in their order.
    fileprivate mutating func takeDue(by now: MonotonicTime) -> [Element] {
        var batch: [TimerID] = []
        collectDue(by: now, into: &batch)
        return batch.compactMap { remove($0)?.element }
    }
}

@Suite struct `A timer queue` {
    @Test(
        arguments: [
            ([], []),
            ([5], [0]),
            ([3, 1, 2], [1, 2, 0]),
            ([1, 1, 1], [0, 1, 2]),
            ([2, 1, 2, 1], [1, 3, 0, 2]),
            ([9, 8, 7, 6, 5, 4, 3, 2, 1], [8, 7, 6, 5, 4, 3, 2, 1, 0]),
            ([-5, 0, 5], [0, 1, 2]),
        ] as [([Int64], [Int])])
    func `gives the earliest first, and equal times in the order of setting`(due: [Int64], expected: [Int]) {
        var queue = TimerQueue<Int>()
        for (index, time) in due.enumerated() { _ = queue.insert(index, at: at(time)) }
        #expect(queue.nextDue == due.min().map(at))
        #expect(queue.takeDue(by: at(10)) == expected)
        #expect(queue.count == 0)
        #expect(queue.nextDue == nil)
    }

    @Test func `gives what is due and keeps the rest`() {
        var queue = TimerQueue<String>()
        _ = queue.insert("later", at: at(11))
        _ = queue.insert("now", at: at(10))
        #expect(queue.takeDue(by: at(9)) == [])
        #expect(queue.takeDue(by: at(10)) == ["now"])
        #expect(queue.nextDue == at(11))
    }

    @Test func `forgets a timer that is removed, once`() {
        var queue = TimerQueue<String>()
        let first = queue.insert("first", at: at(1))
        _ = queue.insert("second", at: at(2))
        #expect(queue.remove(first)?.element == "first")
        #expect(queue.remove(first) == nil)
        #expect(queue.takeDue(by: at(5)) == ["second"])
    }

    @Test func `does not take a new timer for an old one in the same place`() {
        var queue = TimerQueue<String>()
        let old = queue.insert("old", at: at(1))
        queue.remove(old)
        let new = queue.insert("new", at: at(1))
        #expect(queue.remove(old) == nil)
        #expect(queue.remove(new)?.element == "new")
    }

    @Test func `lets a collected timer still be removed, and leaves one set meanwhile for the next batch`() {
        var queue = TimerQueue<String>()
        let first = queue.insert("first", at: at(1))
        let second = queue.insert("second", at: at(2))
        var batch: [TimerID] = []
        queue.collectDue(by: at(5), into: &batch)
        #expect(batch == [first, second])
        #expect(queue.nextDue == nil)
        #expect(queue.count == 2)
        _ = queue.insert("third", at: at(0))
        #expect(queue.remove(second)?.due == at(2))
        #expect(queue.complaints == [])
        #expect(batch.compactMap { queue.remove($0)?.element } == ["first"])
        #expect(queue.takeDue(by: at(5)) == ["third"])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `agrees with a sorted list under random operations`(seed: UInt64) {
        var dice = Dice(state: seed)
        var queue = TimerQueue<Int>()
        var list: [(element: Int, due: Int64, id: TimerID)] = []
        var gone: [TimerID] = []
        for step in 0..<2_000 {
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<5:
                // Few distinct times, so that many are equal.
                let due = Int64.random(in: 0..<50, using: &dice) + Int64(step / 20)
                let id = queue.insert(step, at: at(due))
                list.insert((step, due, id), at: list.firstIndex { $0.due > due } ?? list.endIndex)
            case 5..<7 where !list.isEmpty:
                let victim = list.remove(at: Int.random(in: 0..<list.count, using: &dice))
                #expect(queue.remove(victim.id)?.element == victim.element)
                gone.append(victim.id)
            case 7 where !gone.isEmpty:
                #expect(queue.remove(gone[Int.random(in: 0..<gone.count, using: &dice)]) == nil)
            default:
                let now = Int64(step / 20) + Int64.random(in: 0..<10, using: &dice)
                let expected = list.prefix { $0.due <= now }
                #expect(queue.takeDue(by: at(now)) == expected.map(\.element))
                gone += expected.map(\.id)
                list.removeFirst(expected.count)
            }
            #expect(queue.count == list.count)
            #expect(queue.nextDue == (list.first?.due).map(at))
            #expect(queue.complaints == [])
        }
    }
}
