/// What a pod takes of its node for as long as it is admitted.
package struct PodDemand: Sendable, Equatable {
    /// By resource; kubelet-semantics 5.6.
    package var requests: [String: Quantity]
    package var hostPorts: [HostPort]

    package init(requests: [String: Quantity] = [:], hostPorts: [HostPort] = []) {
        self.requests = requests
        self.hostPorts = hostPorts
    }
}

extension Pod {
    package var demand: PodDemand { PodDemand(requests: effectiveRequests, hostPorts: hostPorts) }
}
