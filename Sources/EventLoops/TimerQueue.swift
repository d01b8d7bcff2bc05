/// Names one timer of one queue; it never names another one, even when its place is used again.
package struct TimerID: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32
}

/// Elements with a due time, earliest first; equal times keep the order in which they were set.
///
/// A heap of four children a node with exact times (engine-measurements 5: 0.2 % of a probe, so clarity decides). Every
/// operation is O(log n); nothing reads a clock.
package struct TimerQueue<Element> {
    private struct Node {
        var due: MonotonicTime
        /// Breaks ties.
        var order: UInt64
        var slot: UInt32

        func isBefore(_ other: Node) -> Bool { due == other.due ? order < other.order : due < other.due }
    }

    private struct Slot {
        var generation: UInt32 = 0
        /// Index in the heap; nil for a free slot, and for one that was collected.
        var position: Int?
        var due = MonotonicTime(nanoseconds: 0)
        var element: Element?
    }

    private var heap: [Node] = []
    private var slots: [Slot] = []
    private var free: [UInt32] = []
    private var nextOrder: UInt64 = 0

    package init() {}

    /// Timers set and not removed, collected ones included.
    package var count: Int { slots.count - free.count }

    /// The earliest time that was not collected yet.
    package var nextDue: MonotonicTime? { heap.first?.due }

    package mutating func insert(_ element: Element, at due: MonotonicTime) -> TimerID {
        let slot = takeSlot()
        slots[slot].element = element
        slots[slot].due = due
        heap.append(Node(due: due, order: nextOrder, slot: UInt32(slot)))
        nextOrder += 1
        siftUp(heap.count - 1)
        return TimerID(slot: UInt32(slot), generation: slots[slot].generation)
    }

    /// Takes a timer out, collected or not; nil when it was taken out before.
    @discardableResult
    package mutating func remove(_ id: TimerID) -> (element: Element, due: MonotonicTime)? {
        let slot = Int(id.slot)
        guard slot < slots.count, slots[slot].generation == id.generation, let element = slots[slot].element else {
            return nil
        }
        if let position = slots[slot].position { removeNode(position) }
        slots[slot].position = nil
        slots[slot].element = nil
        slots[slot].generation &+= 1
        free.append(id.slot)
        return (element, slots[slot].due)
    }

    /// Appends the timers due by `now` to `batch`, in order. Each stays in the queue, due no more, until it is removed; so
    /// one that is cancelled between collecting and firing is recognised, and one that is set meanwhile waits for the next batch.
    package mutating func collectDue(by now: MonotonicTime, into batch: inout [TimerID]) {
        while let node = heap.first, node.due <= now {
            removeNode(0)
            slots[Int(node.slot)].position = nil
            batch.append(TimerID(slot: node.slot, generation: slots[Int(node.slot)].generation))
        }
    }

    private mutating func takeSlot() -> Int {
        if let slot = free.popLast() { return Int(slot) }
        slots.append(Slot())
        return slots.count - 1
    }
}

// The heap: the children of node i are 4i+1 ... 4i+4. Whoever moves a node tells its slot where it went.
extension TimerQueue {
    private mutating func place(_ node: Node, at index: Int) {
        heap[index] = node
        slots[Int(node.slot)].position = index
    }

    private mutating func siftUp(_ start: Int) {
        let node = heap[start]
        var index = start
        while index > 0, node.isBefore(heap[(index - 1) / 4]) {
            place(heap[(index - 1) / 4], at: index)
            index = (index - 1) / 4
        }
        place(node, at: index)
    }

    private mutating func siftDown(_ start: Int) {
        let node = heap[start]
        var index = start
        while let child = earliestChild(of: index), heap[child].isBefore(node) {
            place(heap[child], at: index)
            index = child
        }
        place(node, at: index)
    }

    private func earliestChild(of index: Int) -> Int? {
        let first = 4 * index + 1
        guard first < heap.count else { return nil }
        var earliest = first
        for child in (first + 1)..<max(first + 1, min(first + 4, heap.count)) where heap[child].isBefore(heap[earliest])
        {
            earliest = child
        }
        return earliest
    }

    private mutating func removeNode(_ position: Int) {
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        if position > 0, last.isBefore(heap[(position - 1) / 4]) { siftUp(position) } else { siftDown(position) }
    }
}

extension TimerQueue {
    /// What is wrong with the queue's inside; empty when all is well. For tests.
    package var complaints: [String] {
        var found: [String] = []
        for (index, node) in heap.enumerated() {
            if index > 0, node.isBefore(heap[(index - 1) / 4]) { found.append("node \(index) is before its parent") }
            if slots[Int(node.slot)].position != index { found.append("slot \(node.slot) does not know node \(index)") }
            if slots[Int(node.slot)].due != node.due { found.append("slot \(node.slot) has another due time") }
        }
        let living = slots.count { $0.element != nil }
        if living != count { found.append("\(living) elements in \(count) slots") }
        return found
    }
}
