package import PodModel

/// The live table of `podprobe run --live`: pods as `kubectl get pods` would list them, their probes, then the newest
/// events. Pure: a snapshot and the time in, lines out.
package struct TerminalView {
    private let snapshot: NodeSnapshot
    private let now: Timestamp

    package init(_ snapshot: NodeSnapshot, now: Timestamp) {
        self.snapshot = snapshot
        self.now = now
    }

    private static let header = ["NAMESPACE", "NAME", "READY", "STATUS", "RESTARTS", "PROBES", "AGE", "QOS"]

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
        let pod = PodSummary(one, now: now)
        return [
            pod.namespace, pod.name, pod.ready, pod.status, String(pod.restarts), probes(of: one), pod.age,
            pod.qosClass,
        ]
    }

    /// `startup+ readiness+ liveness-`: every probe's verdict, `?` where there is none yet.
    private func probes(of one: PodSnapshot) -> String {
        let words = one.probes.map { "\($0.type.rawValue.lowercased())\(Self.mark($0.result))" }
        return words.isEmpty ? "none" : words.joined(separator: " ")
    }

    private static func mark(_ result: ProbeResult?) -> String {
        switch result {
        case .success: "+"
        case .failure: "-"
        case .unknown, nil: "?"
        }
    }

    private func line(_ event: Event) -> String {
        let times = event.count > 1 ? " (x\(event.count))" : ""
        return "\(shortAge(since: event.lastTimestamp, now: now).padding(to: 5)) "
            + "\(event.type.rawValue.padding(to: 8)) \(event.reason.padding(to: 10)) \(event.podName): "
            + "\(event.message.oneLine)\(times)"
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
        String(
            String.UnicodeScalarView(
                unicodeScalars.prefix(160).map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
    }
}
