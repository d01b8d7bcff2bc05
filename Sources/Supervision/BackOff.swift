package import EventLoops

/// How long a container waits before it is started again: 10 s, doubled at each start, at most 300 s, and 10 s again
/// after more than 600 s between a start and the next end (kubelet-semantics 3.4).
///
/// It knows no wall clock, so that a jump of the wall neither shortens nor lengthens a wait.
package struct BackOff: Sendable, Equatable {
    /// One container under one spec: a changed spec starts afresh.
    package struct Key: Sendable, Hashable {
        package var container: String
        package var specHash: String

        package init(container: String, specHash: String) {
            self.container = container
            self.specHash = specHash
        }
    }

    package struct Entry: Sendable, Equatable {
        package var delayNanoseconds: Int64
        /// When the container was last started.
        package var stampedAt: MonotonicTime

        package init(delayNanoseconds: Int64, stampedAt: MonotonicTime) {
            self.delayNanoseconds = delayNanoseconds
            self.stampedAt = stampedAt
        }
    }

    package static let initialNanoseconds: Int64 = 10_000_000_000
    package static let maximumNanoseconds: Int64 = 300_000_000_000
    package static let resetNanoseconds: Int64 = 600_000_000_000

    package internal(set) var entries: [Key: Entry] = [:]

    package init(entries: [Key: Entry] = [:]) { self.entries = entries }

    /// When the wait after an end at `endedAt` is over; nil when there is nothing to wait for.
    package func waitsUntil(_ key: Key, endedAt: MonotonicTime, now: MonotonicTime) -> MonotonicTime? {
        guard let entry = entries[key], !hasExpired(entry, endedAt), now - endedAt < entry.delayNanoseconds else {
            return nil
        }
        return endedAt + entry.delayNanoseconds
    }

    /// Notes a start now of what ended at `endedAt`.
    package mutating func advance(_ key: Key, endedAt: MonotonicTime, now: MonotonicTime) {
        var delay = Self.initialNanoseconds
        if let entry = entries[key], !hasExpired(entry, endedAt) {
            delay = min(entry.delayNanoseconds * 2, Self.maximumNanoseconds)
        }
        entries[key] = Entry(delayNanoseconds: delay, stampedAt: now)
    }

    package func delayNanoseconds(_ key: Key) -> Int64 { entries[key]?.delayNanoseconds ?? 0 }

    /// Forgets what was noted of these containers, under whatever spec.
    package mutating func forget(_ containers: Set<String>) {
        entries = entries.filter { !containers.contains($0.key.container) }
    }

    /// Forgets what was noted of other containers and of older specs of these, once it is so old that it says nothing: an
    /// edit that is taken back finds its wait again, as with a kubelet.
    package mutating func keepOnly(_ keys: Set<Key>, _ now: MonotonicTime) {
        entries = entries.filter { keys.contains($0.key) || !hasExpired($0.value, now) }
    }

    private func hasExpired(_ entry: Entry, _ endedAt: MonotonicTime) -> Bool {
        endedAt - entry.stampedAt > Self.resetNanoseconds
    }
}
