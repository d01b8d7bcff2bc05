import Metrics
import PodModel

/// A pod and its containers with the labels that every one of its kube_* series begins with, made once a scrape.
/// A class, because to hand on a copy of so many parts costs more than to write its line.
final class PodRow {
    let one: PodSnapshot
    let nodeName: String
    let hostIP: String
    /// `namespace`, `pod`, `uid`.
    let labels: LabelSet
    let containers: [ContainerRow]
    let initContainers: [ContainerRow]

    init(_ one: PodSnapshot, of node: NodeSnapshot) {
        self.one = one
        nodeName = node.nodeName
        hostIP = node.hostIP
        let meta = one.pod.metadata
        let labels = LabelSet([("namespace", meta.namespace), ("pod", meta.name), ("uid", meta.uid)])
        self.labels = labels
        func rows(_ containers: [Container]) -> [ContainerRow] {
            containers.map { spec in
                ContainerRow(
                    labels: labels.with([("container", spec.name)]), spec: spec,
                    status: one.status.container(spec.name), nodeName: node.nodeName)
            }
        }
        containers = rows(one.pod.spec.containers)
        initContainers = rows(one.pod.spec.initContainers)
    }
}

final class ContainerRow {
    /// `namespace`, `pod`, `uid`, `container`.
    let labels: LabelSet
    let spec: Container
    let status: ContainerStatus?
    let nodeName: String

    init(labels: LabelSet, spec: Container, status: ContainerStatus?, nodeName: String) {
        self.labels = labels
        self.spec = spec
        self.status = status
        self.nodeName = nodeName
    }
}

/// A family of series and what each row of it adds.
struct StateFamily<Row> {
    let descriptor: MetricDescriptor
    let write: @Sendable (Row, inout Exposition) -> Void

    init(
        _ name: String, _ help: String, kind: MetricDescriptor.Kind = .gauge,
        _ write: @escaping @Sendable (Row, inout Exposition) -> Void
    ) {
        descriptor = MetricDescriptor(name, kind, help)
        self.write = write
    }

    func collect(_ rows: [Row], into exposition: inout Exposition) {
        exposition.family(descriptor)
        for row in rows { write(row, &exposition) }
    }
}
