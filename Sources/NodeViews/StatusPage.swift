package import PodModel

/// The page at `/`: pods, containers, probes with their last result and reason, restarts, events. Plain HTML that
/// needs no script; it asks to be loaded again every few seconds.
package struct StatusPage {
    private let snapshot: NodeSnapshot
    private let now: Timestamp
    private let version: String

    package init(_ snapshot: NodeSnapshot, now: Timestamp, version: String) {
        self.snapshot = snapshot
        self.now = now
        self.version = version
    }

    package var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="5">
        <title>podprobe on \(escaped(snapshot.nodeName))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <h1>podprobe on \(escaped(snapshot.nodeName))</h1>
        <p>Version \(escaped(version)), runtime \(escaped(snapshot.runtimeName)) \(escaped(snapshot.runtimeVersion)).
        \(Self.links)</p>
        <h2>Pods</h2>
        \(podTable)
        <h2>Containers</h2>
        \(containerTable)
        <h2>Probes</h2>
        \(probeTable)
        <h2>Events</h2>
        \(eventTable)
        </body>
        </html>

        """
    }

    private static let links =
        ["/metrics", "/api/v1/pods", "/api/v1/events", "/-/healthy", "/-/ready"]
        .map { "<a href=\"\($0)\">\($0)</a>" }.joined(separator: " ")

    private static let style = """
        :root{color-scheme:light dark}
        body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;max-width:80rem}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884;vertical-align:top;\
        overflow-wrap:anywhere}
        th{font-weight:600}
        .bad{color:#c62828;font-weight:600}.good{color:#2e7d32}.dim{opacity:.7}
        """

    private var podTable: String {
        table(
            ["Namespace", "Name", "Ready", "Status", "Restarts", "Age", "QoS class", "IP", "Manifest"],
            snapshot.pods.map { one in
                let pod = PodSummary(one, now: now)
                return [
                    escaped(pod.namespace), escaped(pod.name), escaped(pod.ready), state(pod.status),
                    escaped(String(pod.restarts)),
                    escaped(pod.age), escaped(pod.qosClass), escaped(one.status.podIPs.first ?? ""),
                    escaped(one.source),
                ]
            }, empty: "No pods. Put a Pod manifest into the watched folder.")
    }

    private var containerTable: String {
        table(
            ["Pod", "Container", "State", "Since", "Ready", "Restarts", "Last end"],
            snapshot.pods.flatMap { one in
                (one.status.initContainerStatuses + one.status.containerStatuses).map { status in
                    [
                        escaped(one.pod.metadata.name), escaped(status.name), describe(status.state),
                        since(status.state),
                        status.ready ? "<span class=\"good\">yes</span>" : "no", escaped(String(status.restartCount)),
                        escaped(status.lastState.map(ending) ?? ""),
                    ]
                }
            }, empty: "No containers.")
    }

    private var probeTable: String {
        table(
            ["Pod", "Container", "Probe", "Result", "Last trouble", "Ago"],
            snapshot.pods.flatMap { one in
                one.probes.map { probe in
                    [
                        escaped(one.pod.metadata.name), escaped(probe.container), escaped(probe.type.rawValue),
                        result(probe.result), escaped(probe.lastMessage),
                        escaped(probe.lastMessageAt.map { shortAge(since: $0, now: now) } ?? ""),
                    ]
                }
            }, empty: "No probes.")
    }

    /// Newest first; the whole list is at `/api/v1/events`.
    private var eventTable: String {
        table(
            ["Ago", "Type", "Reason", "Pod", "Message", "Count"],
            snapshot.events.suffix(50).reversed().map { event in
                [
                    escaped(shortAge(since: event.lastTimestamp, now: now)),
                    event.type == .warning ? "<span class=\"bad\">Warning</span>" : "Normal", escaped(event.reason),
                    escaped(event.podName), escaped(event.message), escaped(String(event.count)),
                ]
            }, empty: "No events.")
    }

    private func describe(_ state: ContainerState) -> String {
        switch state {
        case .waiting(let reason, let message):
            let trouble = reason != "ContainerCreating" && reason != "PodInitializing" && !reason.isEmpty
            return (trouble ? "<span class=\"bad\">Waiting: \(escaped(reason))</span>" : "Waiting \(escaped(reason))")
                + (message.isEmpty ? "" : " <span class=\"dim\">\(escaped(message))</span>")
        case .running: return "<span class=\"good\">Running</span>"
        case .terminated(let end): return escaped(ending(end))
        }
    }

    private func since(_ state: ContainerState) -> String {
        switch state {
        case .waiting: ""
        case .running(let start): escaped(shortAge(since: start, now: now))
        case .terminated(let end): escaped(shortAge(since: end.finishedAt, now: now))
        }
    }

    private func ending(_ end: ContainerState.Terminated) -> String {
        "\(end.reason) (exit code \(end.exitCode))" + (end.message.isEmpty ? "" : ": \(end.message)")
    }

    private func result(_ result: ProbeResult?) -> String {
        switch result {
        case .success: "<span class=\"good\">successful</span>"
        case .failure: "<span class=\"bad\">failed</span>"
        case .unknown, nil: "unknown"
        }
    }

    private func state(_ word: String) -> String {
        ["Running", "Succeeded", "Completed"].contains(word)
            ? "<span class=\"good\">\(escaped(word))</span>" : "<span class=\"bad\">\(escaped(word))</span>"
    }

    /// - Parameter rows: cells that are HTML already.
    private func table(_ header: [String], _ rows: [[String]], empty: String) -> String {
        guard !rows.isEmpty else { return "<p>\(empty)</p>" }
        let head = header.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }.joined(separator: "\n")
        return "<table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)\n</tbody>\n</table>"
    }

    /// What a probed server or a manifest says is text, never markup.
    private func escaped(_ value: String) -> String {
        var out = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\u{0}"..<"\u{20}" where scalar != "\n": out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
