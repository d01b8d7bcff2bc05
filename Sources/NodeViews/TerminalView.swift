package import PodModel

/// The live table of `podprobe run --live`: pods and their containers as `kubectl get pods` would list them, then the
/// newest events. Pure: a snapshot and the time in, lines out.
package struct TerminalView {
    private let snapshot: NodeSnapshot
    private let now: Timestamp

    package init(_ snapshot: NodeSnapshot, now: Timestamp) {
        self.snapshot = snapshot
        self.now = now
    }

    private static let header = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "AGE", "QOS"]

    /// - Parameter eventLimit: how many of the newest events to show.
    package func lines(eventLimit: Int) -> [String] {
        let rows = [Self.header] + snapshot.pods.map(row)
        let widths = Self.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let table = rows.map { cells in
            trimmed(zip(cells, widths).map { $0.padding(to: $1) }.joined(separator: "   "))
        }
        let events = snapshot.events.suffix(eventLimit).map(line)
        return table + (events.isEmpty ? [] : ["", "EVENTS"] + events)
    }

    private func row(_ one: PodSnapshot) -> [String] {
        let statuses = one.status.containerStatuses
        let restarts = (statuses + one.status.initContainerStatuses).reduce(0) { $0 + Int($1.restartCount) }
        return [
            one.pod.metadata.namespace, one.pod.metadata.name,
            "\(statuses.count { $0.ready })/\(one.pod.spec.containers.count)",
            Self.statusWord(one), String(restarts), age(since: one.createdAt), one.status.qosClass.rawValue,
        ]
    }

    /// The word of kubectl's STATUS column: the newest trouble of a container if there is one, else the phase.
    package static func statusWord(_ one: PodSnapshot) -> String {
        if one.deletionTimestamp != nil { return "Terminating" }
        for status in one.status.initContainerStatuses {
            if case .waiting(let reason, _) = status.state, !reason.isEmpty, reason != "PodInitializing" {
                return "Init:\(reason)"
            }
            if case .terminated(let end) = status.state, end.exitCode != 0 { return "Init:\(end.reason)" }
        }
        for status in one.status.containerStatuses {
            if case .waiting(let reason, _) = status.state, !reason.isEmpty { return reason }
            if case .terminated(let end) = status.state, !end.reason.isEmpty { return end.reason }
        }
        return one.status.reason.isEmpty ? one.status.phase.rawValue : one.status.reason
    }

    private func line(_ event: Event) -> String {
        let times = event.count > 1 ? " (x\(event.count))" : ""
        return "\(age(since: event.lastTimestamp).padding(to: 5)) \(event.type.rawValue.padding(to: 8)) "
            + "\(event.reason.padding(to: 10)) \(event.podName): \(event.message.oneLine)\(times)"
    }

    /// kubectl's short ages: 45s, 3m20s, 2h5m, 4d.
    private func age(since start: Timestamp) -> String {
        let seconds = max(0, (now.nanoseconds - start.nanoseconds) / 1_000_000_000)
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m\(seconds % 60)s"
        case ..<10_800: return "\(seconds / 60)m"
        case ..<172_800: return "\(seconds / 3_600)h"
        default: return "\(seconds / 86_400)d"
        }
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    /// Control characters of a probed server never reach the terminal.
    fileprivate var oneLine: String {
        String(unicodeScalars.prefix(160).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}
