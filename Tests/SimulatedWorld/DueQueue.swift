/// Work in the order of its time, and of being asked for where the times are equal: a binary heap.
package struct DueQueue<Work> {
    private struct Entry {
        var at: Int64
        var order: UInt64
        var work: Work

        func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
    }

    private var heap: [Entry] = []
    private var order: UInt64 = 0

    package init() {}

    package var nextTime: Int64? { heap.first?.at }
    package var count: Int { heap.count }

    package mutating func add(_ work: Work, at time: Int64) {
        order += 1
        heap.append(Entry(at: time, order: order, work: work))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// The first, if it is due.
    package mutating func pop(dueBy time: Int64) -> Work? {
        guard let first = heap.first, first.at <= time else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            if least == parent { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first.work
    }
}
