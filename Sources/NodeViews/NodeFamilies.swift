import Metrics
import PodModel

/// kube_node_*: what the node has for pods (metrics-catalogue 1.3). Not kube_node_info: with it, an alert on kubelets that
/// are not scraped would fire.
extension NodeSnapshot {
    func collectResources(into exposition: inout Exposition) {
        if capacity.isEmpty { return }
        exposition.family(
            MetricDescriptor("kube_node_status_capacity", .gauge, "The total amount of resources of the node."))
        exposition.resources(capacity, LabelSet([]), node: nodeName)
        exposition.family(
            MetricDescriptor("kube_node_status_allocatable", .gauge, "What of the node's resources is for pods."))
        exposition.resources(allocatable, LabelSet([]), node: nodeName)
        exposition.family(
            MetricDescriptor(
                "kube_node_spec_unschedulable", .gauge, "Whether the node takes no new pods: it always does."))
        exposition.sample(LabelSet([("node", nodeName)]), 0 as UInt64)
    }
}
