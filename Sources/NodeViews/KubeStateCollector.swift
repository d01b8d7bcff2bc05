package import Metrics
package import PodModel

/// The kube_* families, as kube-state-metrics would write them for the pods of this node
/// (metrics-catalogue 1.1 to 1.3; identity rules in 0).
package struct KubeStateCollector: Collector {
    private let source: @Sendable () -> NodeSnapshot

    package init(_ source: @escaping @Sendable () -> NodeSnapshot) { self.source = source }

    package func collect(into exposition: inout Exposition) {
        let node = source()
        let pods = node.pods.map { PodRow($0, of: node) }
        for family in podFamilies { family.collect(pods, into: &exposition) }
        let containers = pods.flatMap(\.containers)
        for family in containerFamilies { family.collect(containers, into: &exposition) }
        let initContainers = pods.flatMap(\.initContainers)
        for family in initContainerFamilies { family.collect(initContainers, into: &exposition) }
        collectNamespaces(node, into: &exposition)
        node.collectResources(into: &exposition)
    }

    /// Without these two rows the compute dashboards have no namespace to choose.
    private func collectNamespaces(_ node: NodeSnapshot, into exposition: inout Exposition) {
        let created = Dictionary(node.pods.map { ($0.pod.metadata.namespace, $0.createdAt) }, uniquingKeysWith: min)
        let namespaces = created.keys.sorted()
        exposition.family(
            MetricDescriptor("kube_namespace_status_phase", .gauge, "Kubernetes namespace status phase."))
        for namespace in namespaces {
            for phase in ["Active", "Terminating"] {
                exposition.sample(
                    LabelSet([("namespace", namespace), ("phase", phase)]), phase == "Active" ? 1 : 0 as UInt64)
            }
        }
        exposition.family(
            MetricDescriptor("kube_namespace_created", .gauge, "When the first pod of the namespace was first seen."))
        for namespace in namespaces {
            exposition.time(LabelSet([("namespace", namespace)]), created[namespace])
        }
    }
}

extension Exposition {
    /// Whole Unix seconds; nothing where there is no time, as where a container ended before it began.
    mutating func time(_ labels: LabelSet, _ time: Timestamp?) {
        if let time, time.nanoseconds != 0 { sample(labels, Double(time.wholeSeconds)) }
    }
}
