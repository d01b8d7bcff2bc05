import Metrics
import PodModel

/// kube_pod_container_* (metrics-catalogue 1.1).
let containerFamilies = families(prefix: "kube_pod_container", of: "container", withRestartPolicy: false)
/// kube_pod_init_container_*: the same shapes, and the restart policy that tells a sidecar (metrics-catalogue 1.2).
let initContainerFamilies = families(prefix: "kube_pod_init_container", of: "init container", withRestartPolicy: true)

private func families(prefix: String, of what: String, withRestartPolicy: Bool) -> [StateFamily<ContainerRow>] {
    [info(prefix, what, withRestartPolicy)] + states(prefix, what) + reasons(prefix, what)
        + [
            StateFamily(
                "\(prefix)_status_restarts_total", "The number of restarts of the \(what).", kind: .counter
            ) { row, out in
                if let status = row.status { out.sample(row.labels, UInt64(max(0, status.restartCount))) }
            },
            resources("\(prefix)_resource_requests", "The resources that the \(what) requests.") {
                $0.resources.requests
            },
            resources("\(prefix)_resource_limits", "The resource limits of the \(what).") { $0.resources.limits },
        ]
}

private func info(_ prefix: String, _ what: String, _ withRestartPolicy: Bool) -> StateFamily<ContainerRow> {
    StateFamily("\(prefix)_info", "Information about the \(what) in a pod.") { row, out in
        guard let status = row.status else { return }
        var labels = [
            ("image_spec", row.spec.image), ("image", status.image), ("image_id", status.imageID),
            ("container_id", status.containerID),
        ]
        if withRestartPolicy { labels.append(("restart_policy", row.spec.restartPolicy?.rawValue ?? "")) }
        out.sample(row.labels.with(labels.map { (name: $0.0, value: $0.1) }), 1 as UInt64)
    }
}

private func states(_ prefix: String, _ what: String) -> [StateFamily<ContainerRow>] {
    func flag(
        _ name: String, _ help: String, _ holds: @escaping @Sendable (ContainerStatus) -> Bool
    ) -> StateFamily<ContainerRow> {
        StateFamily("\(prefix)_status_\(name)", help) { row, out in
            if let status = row.status { out.sample(row.labels, holds(status) ? 1 : 0 as UInt64) }
        }
    }
    return [
        StateFamily("\(prefix)_state_started", "Start time in unix timestamp for the \(what).") { row, out in
            switch row.status?.state {
            case .running(let start): out.time(row.labels, start)
            case .terminated(let end): out.time(row.labels, end.startedAt)
            case .waiting, nil: break
            }
        },
        flag("ready", "Whether the \(what)'s readiness check succeeded.") { $0.ready },
        flag("running", "Whether the \(what) is currently in running state.") {
            if case .running = $0.state { true } else { false }
        },
        flag("waiting", "Whether the \(what) is currently in waiting state.") {
            if case .waiting = $0.state { true } else { false }
        },
        flag("terminated", "Whether the \(what) is currently in terminated state.") {
            if case .terminated = $0.state { true } else { false }
        },
    ]
}

/// Rows only while there is something to say.
private func reasons(_ prefix: String, _ what: String) -> [StateFamily<ContainerRow>] {
    [
        StateFamily("\(prefix)_status_waiting_reason", "Why the \(what) is in waiting state.") { row, out in
            guard case .waiting(let reason, _) = row.status?.state, !reason.isEmpty else { return }
            out.sample(row.labels.with([("reason", reason)]), 1 as UInt64)
        },
        StateFamily("\(prefix)_status_terminated_reason", "Why the \(what) is in terminated state.") { row, out in
            guard case .terminated(let end) = row.status?.state, !end.reason.isEmpty else { return }
            out.sample(row.labels.with([("reason", end.reason)]), 1 as UInt64)
        },
        StateFamily(
            "\(prefix)_status_last_terminated_reason", "Why the \(what)'s previous instance ended."
        ) { row, out in
            guard let end = row.status?.lastState, !end.reason.isEmpty else { return }
            out.sample(row.labels.with([("reason", end.reason)]), 1 as UInt64)
        },
        StateFamily(
            "\(prefix)_status_last_terminated_exitcode", "The exit code of the \(what)'s previous instance."
        ) { row, out in
            if let end = row.status?.lastState { out.sample(row.labels, Double(end.exitCode)) }
        },
        StateFamily(
            "\(prefix)_status_last_terminated_timestamp", "When the \(what)'s previous instance ended."
        ) { row, out in
            out.time(row.labels, row.status?.lastState?.finishedAt)
        },
    ]
}

private func resources(
    _ name: String, _ help: String, _ amounts: @escaping @Sendable (Container) -> [String: Quantity]
) -> StateFamily<ContainerRow> {
    StateFamily(name, help) { row, out in
        out.resources(amounts(row.spec), row.labels, node: row.nodeName)
    }
}

extension Exposition {
    /// A row for each resource, by name.
    mutating func resources(_ amounts: [String: Quantity], _ labels: LabelSet, node: String) {
        for (resource, amount) in amounts.sorted(by: { $0.key < $1.key }) {
            let unit = ResourceUnit(of: resource)
            let labels = labels.with([
                ("node", node), ("resource", ResourceUnit.label(resource)), ("unit", unit.rawValue),
            ])
            sample(labels, unit == .core ? Double(amount.milliValue) / 1000 : Double(amount.value))
        }
    }
}

/// kube-state-metrics' units: cpu in cores, everything that is storage in bytes, the rest counted.
enum ResourceUnit: String {
    case core, byte, integer

    init(of resource: String) {
        switch resource {
        case "cpu": self = .core
        case "memory", "storage", "ephemeral-storage": self = .byte
        default: self = resource.hasPrefix("hugepages-") ? .byte : .integer
        }
    }

    /// A resource name as a label value: everything but letters, digits and `_` becomes `_`.
    static func label(_ resource: String) -> String {
        let isPlain = resource.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
        return isPlain ? resource : String(resource.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
