import Metrics
import PodModel

/// One container's newest usage with what its rows say about it. A class, as `PodRow` is.
final class UsageRow {
    let stats: ContainerStats
    /// As the manifest asks for them.
    let limits: [String: Quantity]
    /// cAdvisor's base labels: container, id, image, name, namespace, pod; never an empty image (metrics-catalogue 0.4).
    let labels: LabelSet
    /// The three labels of `/metrics/resource`.
    let shortLabels: LabelSet

    init(stats: ContainerStats, limits: [String: Quantity], labels: LabelSet, shortLabels: LabelSet) {
        self.stats = stats
        self.limits = limits
        self.labels = labels
        self.shortLabels = shortLabels
    }
}

/// A pod's usage: the sum over its containers, with empty `container` and `image` (metrics-catalogue 0.5).
struct PodUsageRow {
    let labels: LabelSet
    let shortLabels: LabelSet
    let running: [ContainerStats]
    /// With the containers that ended before.
    let ever: [ContainerStats]

    /// Of what containers have now and of what they only ever use more of; nil where no container's value is known.
    func sum<Value: AdditiveArithmetic>(
        _ kind: MetricDescriptor.Kind, _ value: (ContainerStats) -> Value?
    ) -> Value? {
        let known = (kind == .counter ? ever : running).compactMap(value)
        return known.isEmpty ? nil : known.reduce(.zero, +)
    }
}

struct UsageRows {
    let containers: [UsageRow]
    let pods: [PodUsageRow]

    init(_ node: NodeSnapshot, _ totals: PodTotals) {
        var byPod = Dictionary(node.pods.map { ($0.pod.metadata.uid, [ContainerStats]()) }) { first, _ in first }
        for stats in node.usage { byPod[stats.podUID]?.append(stats) }
        let ever = totals.record(byPod)
        var containers: [UsageRow] = []
        var pods: [PodUsageRow] = []
        for one in node.pods {
            guard let usage = byPod[one.pod.metadata.uid] else { continue }
            let rows = usage.compactMap { Self.row($0, one, runtime: node.runtimeName) }
            guard !rows.isEmpty else { continue }
            containers += rows
            pods.append(Self.podRow(rows, one, ever: ever[one.pod.metadata.uid] ?? []))
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
            stats: stats, limits: spec.resources.limits,
            labels: LabelSet([
                ("container", stats.name), ("id", "/pod\(meta.uid)/\(stats.containerID)"), ("image", image),
                ("name", stats.containerID), ("namespace", meta.namespace), ("pod", meta.name),
            ]),
            shortLabels: LabelSet([("container", stats.name), ("namespace", meta.namespace), ("pod", meta.name)]))
    }

    private static func podRow(_ rows: [UsageRow], _ one: PodSnapshot, ever: [ContainerStats]) -> PodUsageRow {
        let meta = one.pod.metadata
        return PodUsageRow(
            labels: LabelSet([
                ("container", ""), ("id", "/pod\(meta.uid)"), ("image", ""), ("name", ""),
                ("namespace", meta.namespace), ("pod", meta.name),
            ]),
            shortLabels: LabelSet([("namespace", meta.namespace), ("pod", meta.name)]), running: rows.map(\.stats),
            ever: ever)
    }
}
