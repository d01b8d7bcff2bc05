import Metrics
import PodModel

/// One container's newest usage with what its rows say about it.
struct UsageRow {
    let stats: ContainerStats
    let pod: PodSnapshot
    let spec: Container
    /// cAdvisor's base labels: container, id, image, name, namespace, pod; never an empty image (metrics-catalogue 0.4).
    let labels: LabelSet
    /// The three labels of `/metrics/resource`.
    let shortLabels: LabelSet
}

/// A pod's usage: the sum over its containers, with empty `container` and `image` (metrics-catalogue 0.5).
struct PodUsageRow {
    let labels: LabelSet
    let shortLabels: LabelSet
    let stats: [ContainerStats]

    /// nil where no container's value is known.
    func sum<Value: AdditiveArithmetic>(_ value: (ContainerStats) -> Value?) -> Value? {
        let known = stats.compactMap(value)
        return known.isEmpty ? nil : known.reduce(.zero, +)
    }
}

struct UsageRows {
    let containers: [UsageRow]
    let pods: [PodUsageRow]

    init(_ node: NodeSnapshot) {
        let byPod = Dictionary(grouping: node.usage, by: \.podUID)
        var containers: [UsageRow] = []
        var pods: [PodUsageRow] = []
        for one in node.pods {
            guard let usage = byPod[one.pod.metadata.uid] else { continue }
            let rows = usage.compactMap { Self.row($0, one, runtime: node.runtimeName) }
            guard !rows.isEmpty else { continue }
            containers += rows
            pods.append(Self.podRow(rows, one))
        }
        self.containers = containers
        self.pods = pods
    }

    private static func row(_ stats: ContainerStats, _ one: PodSnapshot, runtime: String) -> UsageRow? {
        guard let spec = one.pod.spec.allContainers.first(where: { $0.name == stats.name }) else { return nil }
        let meta = one.pod.metadata
        let reported = one.status.container(stats.name)?.image ?? ""
        let image = [reported, spec.image].first { !$0.isEmpty } ?? "\(runtime):\(stats.name)"
        return UsageRow(
            stats: stats, pod: one, spec: spec,
            labels: LabelSet([
                ("container", stats.name), ("id", "/pod\(meta.uid)/\(stats.containerID)"), ("image", image),
                ("name", stats.containerID), ("namespace", meta.namespace), ("pod", meta.name),
            ]),
            shortLabels: LabelSet([("container", stats.name), ("namespace", meta.namespace), ("pod", meta.name)]))
    }

    private static func podRow(_ rows: [UsageRow], _ one: PodSnapshot) -> PodUsageRow {
        let meta = one.pod.metadata
        return PodUsageRow(
            labels: LabelSet([
                ("container", ""), ("id", "/pod\(meta.uid)"), ("image", ""), ("name", ""),
                ("namespace", meta.namespace), ("pod", meta.name),
            ]),
            shortLabels: LabelSet([("namespace", meta.namespace), ("pod", meta.name)]), stats: rows.map(\.stats))
    }
}
