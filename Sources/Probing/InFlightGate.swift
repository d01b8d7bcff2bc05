package import EventLoops

/// Decides whether a loop may start one more attempt (engine-measurements, design advice 4). Pure.
///
/// Beyond some 256 attempts that progress at once, a loop gets slower with each further one and answers late to all. An
/// attempt that has waited for a while waits for its target and costs nothing, so it does not count: ten thousand hanging
/// targets do not keep the quick ones from being asked. Above that stands a hard limit, because each holds a descriptor.
package struct InFlightGate: Sendable {
    /// Attempts younger than ``agingNanoseconds`` at once.
    package static let youngLimit = 256
    /// Longer than an answer takes when a loop is saturated with 256 in flight (18 ms at 14,000/s).
    package static let agingNanoseconds: Int64 = 25_000_000
    /// While the loop is later than this, attempts do not age: they may be old because of us.
    package static let lateNanoseconds: Int64 = 3_000_000

    private let limit: Int
    /// Probes a second that the loop's workers ask for when all is well.
    private var plannedRate = 0.0
    private var inFlight = 0
    private var young = 0
    /// Starts in their order; an entry stays until it has aged.
    private var starts = RingBuffer<(id: UInt64, at: MonotonicTime)>()

    package init(limit: Int) {
        precondition(limit > 0, "limit \(limit)")
        self.limit = limit
    }

    package mutating func plan(periodNanoseconds: Int64) { plannedRate += 1e9 / Double(periodNanoseconds) }
    package mutating func unplan(periodNanoseconds: Int64) {
        plannedRate = max(0, plannedRate - 1e9 / Double(periodNanoseconds))
    }

    /// Follows the rate, so that targets which all hang cannot hold starts back for longer than the aging takes.
    private var currentYoungLimit: Int {
        max(Self.youngLimit, Int(plannedRate * Double(Self.agingNanoseconds) / 1e9 * 1.25))
    }

    package var mayStart: Bool { inFlight < limit && young < currentYoungLimit }

    package mutating func started(_ id: UInt64, at now: MonotonicTime) {
        inFlight += 1
        young += 1
        starts.append((id, now))
    }

    /// - Parameter aged: what ``age(at:loopLag:_:)`` said of it.
    package mutating func finished(aged: Bool) {
        inFlight -= 1
        if !aged { young -= 1 }
        precondition(inFlight >= 0 && young >= 0, "\(inFlight) in flight, \(young) young")
    }

    /// Lets attempts age that were started long enough ago.
    /// - Parameter markAged: told an id; answers whether it is still in flight.
    package mutating func age(at now: MonotonicTime, loopLag: Int64, _ markAged: (UInt64) -> Bool) {
        while let first = starts.first, now - first.at >= Self.agingNanoseconds {
            if loopLag > Self.lateNanoseconds && young >= currentYoungLimit { return }
            starts.popFirst()
            if markAged(first.id) { young -= 1 }
        }
    }
}

extension RingBuffer: Sendable where Element: Sendable {}

/// A queue in an array that grows when it must and never shrinks.
struct RingBuffer<Element> {
    private var slots: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var first: Element? { count == 0 ? nil : slots[head] }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[(head + count) & (slots.count - 1)] = element
        count += 1
    }

    @discardableResult mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = slots[head]
        slots[head] = nil
        head = (head + 1) & (slots.count - 1)
        count -= 1
        return element
    }

    /// Sizes are powers of two, so that positions wrap by a mask.
    private mutating func grow() {
        var larger = [Element?](repeating: nil, count: max(16, slots.count * 2))
        for offset in 0..<count { larger[offset] = slots[(head + offset) & (slots.count - 1)] }
        slots = larger
        head = 0
    }
}
