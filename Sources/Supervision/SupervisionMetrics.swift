import EventLoops
package import Metrics
import PodModel
import Runtimes

/// The families of the metrics catalogue, 1.5 and 5, whose data the supervisor has.
package final class SupervisionMetrics: Sendable {
    /// For `/metrics/kubelet`.
    package let kubeletCollectors: [any Collector]
    /// For `/metrics/self`.
    package let selfCollectors: [any Collector]

    let runtime: RuntimeMetrics
    let node: NodeMetrics
    let pods: PodMetrics
    let loops: LoopMetrics
    let state: StateMetrics

    /// - Parameter runtimeName: the `runtime` label: process, docker, podman, containerd.
    package init(nodeName: String, runtimeName: String) {
        runtime = RuntimeMetrics(runtime: runtimeName)
        node = NodeMetrics(nodeName: nodeName, runtime: runtimeName)
        pods = PodMetrics()
        loops = LoopMetrics(runtime: runtimeName)
        state = StateMetrics()
        kubeletCollectors =
            node.kubeletCollectors + loops.kubeletCollectors + pods.kubeletCollectors + runtime.kubeletCollectors
        selfCollectors =
            loops.selfCollectors + pods.selfCollectors + state.selfCollectors + runtime.selfCollectors
            + node.selfCollectors
    }
}

/// What the runtime has now.
final class NodeMetrics: Sendable {
    private let name: GaugeFamily
    private let pods = GaugeFamily("kubelet_running_pods", "Pods with a sandbox that runs.")
    private let containers = GaugeFamily(
        "kubelet_running_containers", "Containers that the runtime has, by state.", labels: ["container_state"])
    private let managed = GaugeFamily(
        "podprobe_runtime_containers", "Containers that the runtime has, and whether podprobe manages them.",
        labels: ["runtime", "managed"])
    private let backingOff = GaugeFamily(
        "podprobe_containers_in_backoff", "Containers that wait for their back-off to end.")
    private let runtime: String

    init(nodeName: String, runtime: String) {
        self.runtime = runtime
        name = GaugeFamily("kubelet_node_name", "The node's name; always 1.", labels: ["node"])
        name.series([nodeName]).set(1)
        note(RuntimeRelist(serial: 0, begunAt: .init(nanoseconds: 0), sandboxes: [], containers: []))
        note(backingOff: 0)
    }

    func note(_ relist: RuntimeRelist) {
        pods.series().set(Double(Set(relist.sandboxes.filter(\.ready).map(\.podUID)).count))
        for state in ContainerRecord.State.allCases {
            containers.series([state.rawValue]).set(Double(relist.containers.count { $0.state == state }))
        }
        managed.series([runtime, "true"]).set(Double(relist.containers.count))
    }

    func note(backingOff count: Int) { backingOff.series().set(Double(count)) }

    var kubeletCollectors: [any Collector] { [name, pods, containers] }
    var selfCollectors: [any Collector] { [managed, backingOff] }
}
