package import PodModel

/// The page at `/`: mistakes in manifests, pods, containers, probes with their last result and reason, restarts, events.
/// Plain HTML that needs no script; it asks to be loaded again every few seconds, unless that is stopped.
package struct StatusPage {
    private static let refreshSeconds = 5
    private static let mistakeLimit = 50
    private static let eventLimit = 50

    private let snapshot: NodeSnapshot
    private let now: Timestamp
    private let version: String
    private let mistakes: [String]
    private let refreshes: Bool
    private let telemetryPath: String

    /// - Parameter mistakes: what is wrong with manifests, a line each.
    /// - Parameter refreshes: whether the page loads itself again.
    /// - Parameter telemetryPath: where the metrics are.
    package init(
        _ snapshot: NodeSnapshot, now: Timestamp, version: String, mistakes: [String] = [], refreshes: Bool = true,
        telemetryPath: String = "/metrics"
    ) {
        self.snapshot = snapshot
        self.now = now
        self.version = version
        self.mistakes = mistakes
        self.refreshes = refreshes
        self.telemetryPath = telemetryPath
    }

    package var html: String { page.source }

    private var page: HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        \(refreshes ? "<meta http-equiv=\"refresh\" content=\"\(Self.refreshSeconds)\">" : "")
        <title>\(title)</title>
        <link rel="icon" href="data:,">
        <style>\(Self.style)</style>
        </head>
        <body>
        <header>
        <h1>\(title)</h1>
        <p>\(summary)</p>
        <nav aria-label="podprobe">\(links)</nav>
        </header>
        <main>
        \(HTML.lines([mistakeSection, podTable.html, containerTable.html, probeTable.html, eventTable.html]))
        </main>
        <footer><p>podprobe \(text: version), runtime \(text: snapshot.runtimeName) \(text: snapshot.runtimeVersion).
        \(refreshing)</p></footer>
        </body>
        </html>

        """
    }

    private var title: HTML { "podprobe on \(text: snapshot.nodeName)" }

    private var summary: HTML {
        let pods = snapshot.pods.map { PodSummary($0, now: now) }
        let ready = pods.count(where: \.isReady)
        let restarts = pods.reduce(0) { $0 + $1.restarts }
        return """
            \(pods.count) \(pods.count == 1 ? "pod" : "pods"), \(ready) ready; \(restarts) \
            \(restarts == 1 ? "restart" : "restarts").
            """
    }

    private var links: HTML {
        HTML.lines([
            "<a href=\"\(text: telemetryPath)\">Metrics</a>", "<a href=\"/api/v1/pods\">Pods as JSON</a>",
            "<a href=\"/api/v1/events\">Events as JSON</a>",
        ])
    }

    private var refreshing: HTML {
        refreshes
            ? "Loads again every \(Self.refreshSeconds) seconds. <a href=\"/?refresh=off\">Stop that</a>"
            : "Stands still. <a href=\"/\">Load again every \(Self.refreshSeconds) seconds</a>"
    }

    /// Nothing at all while every manifest is good.
    private var mistakeSection: HTML {
        guard !mistakes.isEmpty else { return "" }
        let left = mistakes.count - Self.mistakeLimit
        let items = mistakes.prefix(Self.mistakeLimit).map { "<li>\(text: $0)</li>" as HTML }
        return """
            <section aria-labelledby="mistakes">
            <h2 id="mistakes" class="bad">Mistakes in manifests</h2>
            <ul>
            \(HTML.lines(items))
            </ul>
            \(left > 0 ? "<p>And \(left) more.</p>" : "")
            </section>
            """
    }

    private var podTable: HTMLTable {
        HTMLTable(
            title: "Pods", id: "pods",
            header: ["Namespace", "Name", "Ready", "Status", "Restarts", "Age", "QoS class", "IP", "Manifest"],
            nameColumn: 1,
            rows: snapshot.pods.map { one in
                let pod = PodSummary(one, now: now)
                return [
                    "\(text: pod.namespace)", "\(text: pod.name)",
                    pod.isInTrouble ? bad(pod.ready) : "\(text: pod.ready)", status(pod),
                    "\(pod.restarts)", age(one.createdAt), "\(text: pod.qosClass)",
                    "\(text: one.status.podIPs.first ?? "")",
                    "\(text: one.source)",
                ]
            }, empty: "No pods. Put a Pod manifest into the watched folder.")
    }

    private var containerTable: HTMLTable {
        HTMLTable(
            title: "Containers", id: "containers",
            header: ["Pod", "Container", "State", "Since", "Ready", "Restarts", "Last end"], nameColumn: 1,
            rows: snapshot.pods.flatMap { one in
                (one.status.initContainerStatuses + one.status.containerStatuses).map { status in
                    [
                        "\(text: one.pod.metadata.name)", "\(text: status.name)", describe(status.state),
                        since(status.state),
                        status.ready ? good("yes") : "no", "\(status.restartCount)",
                        status.lastState.map(ending) ?? "",
                    ]
                }
            }, empty: "No containers.")
    }

    private var probeTable: HTMLTable {
        HTMLTable(
            title: "Probes", id: "probes", header: ["Pod", "Container", "Probe", "Result", "Last trouble", "Ago"],
            nameColumn: 2,
            rows: snapshot.pods.flatMap { one in
                one.probes.map { probe in
                    [
                        "\(text: one.pod.metadata.name)", "\(text: probe.container)", "\(text: probe.type.rawValue)",
                        result(probe.result), message(probe.lastMessage), probe.lastMessageAt.map(age) ?? "",
                    ]
                }
            }, empty: "No probes.")
    }

    /// Newest first; the whole list is at `/api/v1/events`.
    private var eventTable: HTMLTable {
        HTMLTable(
            title: "Events", id: "events", header: ["Ago", "Type", "Reason", "Pod", "Message", "Count"], nameColumn: 2,
            rows: snapshot.events.suffix(Self.eventLimit).reversed().map { event in
                [
                    age(event.lastTimestamp), event.type == .warning ? bad("Warning") : "Normal",
                    "\(text: event.reason)",
                    "\(text: event.podName)", message(event.message), "\(event.count)",
                ]
            }, empty: "No events.")
    }
}

extension StatusPage {
    private func good(_ text: String) -> HTML { "<span class=\"good\">\(text: text)</span>" }
    private func bad(_ text: String) -> HTML { "<span class=\"bad\">\(text: text)</span>" }

    /// With the exact time, for whom it is not enough.
    private func age(_ time: Timestamp) -> HTML {
        let exact: HTML = "\(text: time.rfc3339)"
        return "<time datetime=\"\(exact)\" title=\"\(exact)\">\(text: shortAge(since: time, now: now))</time>"
    }

    private func message(_ text: String) -> HTML { text.isEmpty ? "" : "<span class=\"message\">\(text: text)</span>" }

    private func status(_ pod: PodSummary) -> HTML {
        let isWell = pod.isReady || pod.isDone
        let word = pod.isInTrouble ? bad(pod.status) : isWell ? good(pod.status) : "\(text: pod.status)"
        return word + detail(pod.why)
    }

    private func describe(_ state: ContainerState) -> HTML {
        switch state {
        case .waiting(let reason, let text):
            let calm = reason.isEmpty || PodSummary.isOnItsWay(reason)
            let word = reason.isEmpty ? "Waiting" : "Waiting: \(reason)"
            return (calm ? "\(text: word)" : bad(word)) + detail(text)
        case .running: return good("Running")
        case .terminated(let end): return ending(end)
        }
    }

    private func since(_ state: ContainerState) -> HTML {
        switch state {
        case .waiting: ""
        case .running(let start): age(start)
        // Of an end that nobody saw no time is known.
        case .terminated(let end): end.finishedAt.nanoseconds == 0 ? "" : age(end.finishedAt)
        }
    }

    private func ending(_ end: ContainerState.Terminated) -> HTML {
        let word = "\(end.reason) (exit code \(end.exitCode))"
        return (end.exitCode == 0 ? "\(text: word)" : bad(word)) + detail(end.message)
    }

    /// What belongs to the word before it.
    private func detail(_ text: String) -> HTML {
        text.isEmpty ? "" : " <span class=\"message dim\">\(text: text)</span>"
    }

    private func result(_ result: ProbeResult?) -> HTML {
        switch result {
        case .success: good("successful")
        case .failure: bad("failed")
        case .unknown, nil: "unknown"
        }
    }
}
