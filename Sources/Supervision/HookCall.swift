package import PodModel

/// One lifecycle hook to run (kubelet-semantics 3.3). A postStart holds its pod up until it has returned; a preStop runs
/// inside the grace of its container's end.
package struct HookCall: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable { case postStart, preStop }

    package var kind: Kind
    /// Whose ports an httpGet may name.
    package var container: Container
    /// The instance, as the runtime knows it.
    package var containerID: String
    package var handler: LifecycleHandler
    /// Where an httpGet without a host goes to.
    package var podIP: String
    /// What is left of the grace; nil for a postStart, which has no time-out of its own.
    package var timeoutSeconds: Int64?

    package init(
        _ kind: Kind, _ handler: LifecycleHandler, of container: Container, id: String, podIP: String,
        timeoutSeconds: Int64? = nil
    ) {
        self.kind = kind
        self.container = container
        containerID = id
        self.handler = handler
        self.podIP = podIP
        self.timeoutSeconds = timeoutSeconds
    }

    package var description: String {
        "\(kind.rawValue) of \(container.name) (\(containerID))\(timeoutSeconds.map { " within \($0) s" } ?? "")"
    }
}
