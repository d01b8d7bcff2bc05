package import PodModel

/// What every pod's core must know of the node.
package struct NodeFacts: Sendable, Equatable {
    package var nodeName: String
    package var hostIP: String
    /// The scheme of container ids: `process`, `docker`, `podman`, `containerd`.
    package var runtimeName: String
    package var staticPods: Bool
    /// What pods may ask for together, and what `limits.<resource>` means in an environment for a container without that
    /// limit. Empty where nobody counts.
    package var allocatable: [String: Quantity]
    package var admission: AdmissionMode
    /// What pods may select the node by.
    package var labels: [String: String]

    package init(
        nodeName: String, hostIP: String, runtimeName: String, staticPods: Bool = true,
        allocatable: [String: Quantity] = [:], admission: AdmissionMode = .queue, labels: [String: String] = [:]
    ) {
        self.nodeName = nodeName
        self.hostIP = hostIP
        self.runtimeName = runtimeName
        self.staticPods = staticPods
        self.allocatable = allocatable
        self.admission = admission
        self.labels = labels
    }

    /// A runtime's id as a status shows it.
    func shown(_ id: String) -> String { "\(runtimeName)://\(id)" }
    /// The runtime's id of one that a status shows; "" of none.
    func runtimeID(_ shown: String) -> String {
        let scheme = "\(runtimeName)://"
        return shown.hasPrefix(scheme) ? String(shown.dropFirst(scheme.count)) : shown
    }
}
