package import Supervision

/// What podprobe keeps over its own restarts. A write may land late, and never before one that was asked for earlier.
package struct SimulatedDisk {
    enum Write {
        case state(PodState)
        case removal(String)
    }

    package private(set) var stored: [String: PodState] = [:]
    private var pending: [Write] = []
    /// Pods whose removal podprobe did not live to see: what is there of them is out of date.
    package private(set) var lostRemovals: Set<String> = []
    /// When the newest write lands.
    private var landsAt: Int64 = 0

    var hasPending: Bool { !pending.isEmpty }

    /// When the write lands.
    mutating func add(_ write: Write, at time: Int64) -> Int64 {
        pending.append(write)
        landsAt = max(landsAt, time)
        return landsAt
    }

    mutating func landFirst() {
        switch pending.removeFirst() {
        case .state(let state): stored[state.uid] = state
        case .removal(let uid):
            stored[uid] = nil
            lostRemovals.remove(uid)
        }
    }

    /// What is there after podprobe has died: what was not written yet never will be.
    func abandoned() -> SimulatedDisk {
        var next = self
        next.pending = []
        for case .removal(let uid) in pending where stored[uid] != nil { next.lostRemovals.insert(uid) }
        return next
    }
}
