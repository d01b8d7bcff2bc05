/// Names one watch of one loop; it never names another one, even when its place is used again.
package struct WatchID: Sendable, Hashable {
    let slot: UInt32
    let generation: UInt32

    /// What epoll keeps for us.
    var key: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    init(key: UInt64) { self.init(slot: UInt32(truncatingIfNeeded: key), generation: UInt32(key >> 32)) }
    init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }
}

/// Hears that a descriptor is ready, on the loop's thread.
///
/// It may watch, unwatch, close, set and cancel anything from inside the call, itself and its neighbours in the same batch of
/// events too. The loop keeps it alive while the watch lives.
package protocol DescriptorHandler: AnyObject {
    func descriptorReady(_ tag: UInt64, _ events: Readiness)
}

/// The watches of a loop, by slot and generation: an event that was under way when its watch ended finds nobody.
struct WatchTable {
    struct Watch {
        let descriptor: Int32
        let tag: UInt64
        let handler: any DescriptorHandler
    }

    private struct Slot {
        var generation: UInt32 = 0
        var watch: Watch?
    }

    private var slots: [Slot] = []
    private var free: [UInt32] = []

    var count: Int { slots.count - free.count }
    /// Some living watch.
    var first: WatchID? {
        slots.firstIndex { $0.watch != nil }.map { WatchID(slot: UInt32($0), generation: slots[$0].generation) }
    }

    mutating func insert(_ watch: Watch) -> WatchID {
        if let slot = free.popLast() {
            slots[Int(slot)].watch = watch
            return WatchID(slot: slot, generation: slots[Int(slot)].generation)
        }
        slots.append(Slot(watch: watch))
        return WatchID(slot: UInt32(slots.count - 1), generation: 0)
    }

    subscript(id: WatchID) -> Watch? {
        guard Int(id.slot) < slots.count, slots[Int(id.slot)].generation == id.generation else { return nil }
        return slots[Int(id.slot)].watch
    }

    /// Ends a watch; nil when it has ended before.
    mutating func remove(_ id: WatchID) -> Watch? {
        guard let watch = self[id] else { return nil }
        slots[Int(id.slot)].watch = nil
        slots[Int(id.slot)].generation &+= 1
        free.append(id.slot)
        return watch
    }
}
