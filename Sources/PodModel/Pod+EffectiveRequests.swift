extension Pod {
    /// What the node must have free for this pod, by resource (kubelet-semantics 5.6): the containers and sidecars
    /// together, or the largest init container with the sidecars that are up before it, plus the overhead.
    package var effectiveRequests: [String: Quantity] {
        var sidecars: [String: Quantity] = [:]
        var starting: [String: Quantity] = [:]
        for container in spec.initContainers {
            if container.isSidecar {
                sidecars.add(container.resources.requests)
            } else {
                var peak = sidecars
                peak.add(container.resources.requests)
                starting.merge(peak) { max($0, $1) }
            }
        }
        var running = sidecars
        for container in spec.containers { running.add(container.resources.requests) }
        running.merge(starting) { max($0, $1) }
        running.add(spec.overhead)
        return running
    }
}

extension Dictionary where Key == String, Value == Quantity {
    fileprivate mutating func add(_ other: Self) {
        for (name, quantity) in other { self[name, default: .zero] += quantity }
    }
}
