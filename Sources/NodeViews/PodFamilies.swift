import Metrics
import PodModel

/// kube_pod_*: one entry a family, in the order in which they are written (metrics-catalogue 1.1).
let podFamilies: [StateFamily<PodRow>] = identityFamilies + statusFamilies + timeFamilies

private let identityFamilies: [StateFamily<PodRow>] = [
    StateFamily("kube_pod_info", "Information about pod.") { row, out in
        let spec = row.one.pod.spec
        out.sample(
            row.labels.with([
                ("host_ip", row.hostIP), ("pod_ip", row.one.status.podIPs.first ?? ""), ("node", row.nodeName),
                ("created_by_kind", "Node"), ("created_by_name", row.nodeName),
                ("priority_class", spec.priorityClassName), ("host_network", spec.hostNetwork ? "true" : "false"),
            ]), 1 as UInt64)
    },
    StateFamily("kube_pod_owner", "Information about the pod's owner: the node, as for every static pod.") { row, out in
        out.sample(
            row.labels.with([
                ("owner_kind", "Node"), ("owner_name", row.nodeName), ("owner_is_controller", "true"),
            ]), 1 as UInt64)
    },
    StateFamily("kube_pod_restart_policy", "Describes the restart policy in use by this pod.") { row, out in
        out.sample(row.labels.with([("type", row.one.pod.spec.restartPolicy.rawValue)]), 1 as UInt64)
    },
    StateFamily("kube_pod_ips", "Pod IP addresses.") { row, out in
        for ip in row.one.status.podIPs {
            out.sample(row.labels.with([("ip", ip), ("ip_family", ip.contains(":") ? "6" : "4")]), 1 as UInt64)
        }
    },
]

private let statusFamilies: [StateFamily<PodRow>] = [
    choice("kube_pod_status_phase", "The pod's current phase.", Choices("phase", PodPhase.allCases)) {
        $0.status.phase
    },
    condition("kube_pod_status_ready", .ready, "Describes whether the pod is ready to serve requests."),
    condition(
        "kube_pod_status_scheduled", .podScheduled, "Describes the status of the scheduling process for the pod."),
    StateFamily("kube_pod_status_unschedulable", "Describes the unschedulable status for the pod.") { row, out in
        if row.one.status.condition(.podScheduled)?.status == .false { out.sample(row.labels, 1 as UInt64) }
    },
    choice("kube_pod_status_qos_class", "The pod's current qosClass.", Choices("qos_class", QOSClass.allCases)) {
        $0.status.qosClass
    },
    StateFamily("kube_pod_status_reason", "The pod's status reason, while there is one.") { row, out in
        let reason = row.one.status.reason
        if !reason.isEmpty {
            out.sample(row.labels.with([("reason", podReasons.contains(reason) ? reason : "Other")]), 1 as UInt64)
        }
    },
]

private let podReasons: Set<String> = [
    "Evicted", "NodeAffinity", "NodeLost", "PreemptionByScheduler", "SchedulingGated", "Shutdown",
    "TerminationByKubelet", "UnexpectedAdmissionError",
]

private let timeFamilies: [StateFamily<PodRow>] = [
    StateFamily("kube_pod_start_time", "Start time in unix timestamp for a pod.") { row, out in
        out.time(row.labels, row.one.status.startTime)
    },
    StateFamily("kube_pod_created", "Unix creation timestamp: when the manifest was first seen.") { row, out in
        out.time(row.labels, row.one.createdAt)
    },
    StateFamily("kube_pod_completion_time", "Completion time in unix timestamp for a pod.") { row, out in
        let ends = row.one.status.containerStatuses.compactMap { status -> Timestamp? in
            if case .terminated(let end) = status.state { end.finishedAt } else { nil }
        }
        out.time(row.labels, ends.max())
    },
    StateFamily("kube_pod_deletion_timestamp", "Unix deletion timestamp, while the pod is being stopped.") { row, out in
        out.time(row.labels, row.one.deletionTimestamp)
    },
    since("kube_pod_status_scheduled_time", .podScheduled, "Unix timestamp when pod moved into scheduled status."),
    since("kube_pod_status_initialized_time", .initialized, "Initialized time in unix timestamp for a pod."),
    since("kube_pod_status_ready_time", .ready, "Readiness achieved time in unix timestamp for a pod."),
    since(
        "kube_pod_status_container_ready_time", .containersReady,
        "Container readiness achieved time in unix timestamp for a pod."),
]

/// Three rows, once the condition exists.
private func condition(_ name: String, _ kind: PodCondition.Kind, _ help: String) -> StateFamily<PodRow> {
    choice(name, help, conditionChoices) { $0.status.condition(kind)?.status }
}

private let conditionChoices = Choices<PodCondition.Status>("condition", [.true, .false, .unknown]) {
    $0.rawValue.lowercased()
}

/// A row for each choice, of which the chosen one is 1; none where nothing is chosen yet.
private func choice<Value>(
    _ name: String, _ help: String, _ choices: Choices<Value>, _ chosen: @escaping @Sendable (PodSnapshot) -> Value?
) -> StateFamily<PodRow> {
    StateFamily(name, help) { row, out in
        guard let chosen = chosen(row.one) else { return }
        for (value, label) in choices.all { out.sample(row.labels, label, value == chosen ? 1 : 0 as UInt64) }
    }
}

/// The values of a label of which each pod has one, with their text made once.
private struct Choices<Value: Sendable & RawRepresentable<String> & Equatable>: Sendable {
    let all: [(value: Value, label: LabelSet)]

    init(_ name: String, _ values: [Value], _ text: (Value) -> String = { $0.rawValue }) {
        all = values.map { ($0, LabelSet([(name, text($0))])) }
    }
}

/// When a condition became True, while it is.
private func since(_ name: String, _ kind: PodCondition.Kind, _ help: String) -> StateFamily<PodRow> {
    StateFamily(name, help) { row, out in
        guard let condition = row.one.status.condition(kind), condition.status == .true else { return }
        out.time(row.labels, condition.lastTransitionTime)
    }
}
