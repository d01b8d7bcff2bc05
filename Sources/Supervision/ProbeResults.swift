package import PodModel

/// One probe of one container of a pod.
package struct ProbeSlot: Sendable, Hashable {
    package var container: String
    package var type: ProbeType

    package init(_ container: String, _ type: ProbeType) {
        self.container = container
        self.type = type
    }
}

/// The newest verdict of each probe, with the id of the container instance that it is about (kubelet-semantics 2.3).
package struct ProbeResults: Sendable, Equatable {
    package private(set) var entries: [ProbeSlot: Entry] = [:]

    package struct Entry: Sendable, Equatable {
        package var containerID: String
        package var result: ProbeResult
    }

    package init() {}

    /// nil when nothing is known of that instance.
    package func result(_ slot: ProbeSlot, of containerID: String) -> ProbeResult? {
        guard let entry = entries[slot], entry.containerID == containerID else { return nil }
        return entry.result
    }

    /// Says whether anything changed.
    @discardableResult
    package mutating func set(_ slot: ProbeSlot, _ containerID: String, _ result: ProbeResult) -> Bool {
        let entry = Entry(containerID: containerID, result: result)
        guard entries[slot] != entry else { return false }
        entries[slot] = entry
        return true
    }

    package mutating func remove(_ slot: ProbeSlot) { entries[slot] = nil }
}
