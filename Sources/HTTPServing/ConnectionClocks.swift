/// How long each connection may still take with what it is doing, by its descriptor. Pure: time comes in.
struct ConnectionClocks {
    /// Nanoseconds of a monotonic clock; nil while the connection waits for us, not for its client.
    private var deadlines: [Int32: Int64?] = [:]
    private let limitNanoseconds: Int64

    init(limitSeconds: Int) { limitNanoseconds = Int64(limitSeconds) * 1_000_000_000 }

    var count: Int { deadlines.count }

    mutating func start(_ descriptor: Int32, now: Int64) {
        deadlines[descriptor] = .some(now + limitNanoseconds)
    }

    /// The next part of the exchange begins: the request's headers and body, the reply, the wait for a next request.
    mutating func restart(_ descriptor: Int32, now: Int64) {
        if deadlines[descriptor] != nil { start(descriptor, now: now) }
    }

    /// An answer is being found: that has a limit of its own.
    mutating func pause(_ descriptor: Int32) {
        if deadlines[descriptor] != nil { deadlines[descriptor] = .some(nil) }
    }

    mutating func remove(_ descriptor: Int32) { deadlines[descriptor] = nil }

    /// Those out of time; each is told once.
    mutating func takeOverdue(now: Int64) -> [Int32] {
        let overdue = deadlines.compactMap { entry in entry.value.flatMap { $0 <= now ? entry.key : nil } }
        for descriptor in overdue { pause(descriptor) }
        return overdue.sorted()
    }
}
