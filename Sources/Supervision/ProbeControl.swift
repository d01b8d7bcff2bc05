package import PodModel
package import Probing

/// What the supervisor asks of whoever runs probes. Every call returns at once; answers come as `ProbeNotice`.
package protocol ProbeControl: Sendable {
    /// Starts the worker of `key`; its probe is the one that `container` of `pod` has for the key's type.
    func add(_ key: ProbeKey, pod: Pod, container: Container, context: ProbeContext)
    func update(_ key: ProbeKey, _ context: ProbeContext)
    /// One more evaluation at once (kubelet-semantics 2.1, rule 4).
    func trigger(_ key: ProbeKey)
    func remove(_ key: ProbeKey)
}
