import Synchronization

/// A row of counters in one piece of memory, each added to and read without a lock.
///
/// Unchecked because of the pointer only: it never changes, points to atomics, and is freed when the last user is gone.
struct AtomicCells: ~Copyable, @unchecked Sendable {
    private let cells: UnsafeMutablePointer<Atomic<UInt64>>
    let count: Int

    init(count: Int) {
        self.count = count
        cells = .allocate(capacity: count)
        for index in 0..<count { (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        cells.deinitialize(count: count)
        cells.deallocate()
    }

    func add(_ amount: UInt64, to index: Int) {
        precondition(index >= 0 && index < count, "cell \(index) of \(count)")
        cells[index].wrappingAdd(amount, ordering: .relaxed)
    }

    func value(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "cell \(index) of \(count)")
        return cells[index].load(ordering: .relaxed)
    }
}
