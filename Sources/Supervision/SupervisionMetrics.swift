package import Metrics

/// The families of the metrics catalogue, 1.5 and 5, whose data the supervisor has.
package final class SupervisionMetrics: Sendable {
    /// For `/metrics/kubelet`.
    package let kubeletCollectors: [any Collector]
    /// For `/metrics/self`.
    package let selfCollectors: [any Collector]

    /// - Parameter runtimeName: the `runtime` label: process, docker, podman, containerd.
    package init(nodeName: String, runtimeName: String) {
        kubeletCollectors = []
        selfCollectors = []
    }
}
