import NodeViews
import PodModel
import Testing

@Suite struct `The status page` {
    private let html = StatusPage(Fixture.node, now: Fixture.seconds(1_100), version: "9.9").html

    @Test func `shows pods, containers, probes with their last trouble, restarts and events`() {
        for text in [
            "shop-node1", "CrashLoopBackOff", "0/1", "Burstable", "/etc/manifests/shop.yaml", "Error (exit code 137)",
            "HTTP probe failed with statuscode: 500", "Unhealthy", "podprobe on node1", "9.9",
        ] {
            #expect(html.contains(text), "\(text)")
        }
    }

    @Test func `treats what a target says as text`() {
        #expect(html.contains("&lt;b&gt;HTTP&lt;/b&gt; probe failed &amp; so on"))
        #expect(!html.contains("<b>"))
    }

    @Test func `links to the metrics where they are`() {
        #expect(html.contains(#"<a href="/metrics">Metrics</a>"#))
        let page = StatusPage(Fixture.node, now: Fixture.seconds(1_100), version: "1", telemetryPath: "/a&b").html
        #expect(page.contains(#"<a href="/a&amp;b">Metrics</a>"#))
    }

    @Test func `knows no age of an end that nobody saw`() {
        var node = Fixture.node
        let never = Timestamp(nanoseconds: 0)
        node.pods[0].status.containerStatuses[0].state = .terminated(
            .init(
                exitCode: 137, reason: "ContainerStatusUnknown", message: "", startedAt: never, finishedAt: never,
                containerID: ""))
        let page = StatusPage(node, now: Fixture.seconds(1_100), version: "1").html
        #expect(page.contains("ContainerStatusUnknown (exit code 137)") && !page.contains("1970-01-01T00:00:00Z"))
    }

    @Test func `needs no script`() { #expect(!html.contains("<script")) }

    @Test func `counts pods, ready ones and restarts`() {
        #expect(html.contains("<p>1 pod, 0 ready; 2 restarts.</p>"))
    }

    @Test func `loads itself again, unless that is stopped`() {
        #expect(html.contains(#"<meta http-equiv="refresh" content="5">"#))
        #expect(html.contains(#"<a href="/?refresh=off">Stop that</a>"#))
        let still = StatusPage(Fixture.node, now: Fixture.seconds(1_100), version: "1", refreshes: false).html
        #expect(!still.contains("http-equiv") && still.contains(#"<a href="/">Load again"#))
    }

    @Test func `says beside its status why a pod waits for room, and why one failed`() {
        func page(_ change: (inout PodStatus) -> Void) -> String {
            var node = Fixture.node
            node.pods[0].status.containerStatuses = []
            change(&node.pods[0].status)
            return StatusPage(node, now: Fixture.seconds(1_100), version: "1").html
        }
        let waiting = page {
            $0.phase = .pending
            $0.conditions = [
                PodCondition(.podScheduled, .false, reason: "Unschedulable", message: "0/1 nodes: <no> room")
            ]
        }
        #expect(waiting.contains(#"<td>Pending <span class="message dim">0/1 nodes: &lt;no&gt; room</span></td>"#))
        let failed = page {
            $0.phase = .failed
            $0.reason = "DeadlineExceeded"
            $0.message = "Pod was active too long"
        }
        #expect(
            failed.contains(#"DeadlineExceeded</span> <span class="message dim">Pod was active too long</span></td>"#))
    }

    @Test func `lists mistakes in manifests, and nothing of the kind where there are none`() {
        #expect(!html.contains("Mistakes in manifests"))
        let mistakes = (1...51).map { "web.yaml:\($0): error: <oops>" }
        let page = StatusPage(Fixture.node, now: Fixture.seconds(1_100), version: "1", mistakes: mistakes).html
        #expect(page.contains("<li>web.yaml:50: error: &lt;oops&gt;</li>"))
        #expect(!page.contains("web.yaml:51") && page.contains("And 1 more."))
    }

    @Test func `names every table and its columns for those who do not see them`() {
        for name in ["pods", "containers", "probes", "events"] {
            #expect(html.contains(#"<section aria-labelledby="\#(name)">"#) && html.contains(#"<h2 id="\#(name)">"#))
        }
        #expect(html.contains(#"<th scope="col">Restarts</th>"#) && html.contains(#"<th scope="row">shop-node1</th>"#))
    }

    @Test func `says what to do where there is no pod`() {
        let empty = StatusPage(
            NodeSnapshot(nodeName: "n", runtimeName: "process"), now: Fixture.seconds(0), version: "1")
        #expect(empty.html.contains("Put a Pod manifest into the watched folder"))
    }
}

@Suite struct `The terminal view` {
    private func lines(_ node: NodeSnapshot) -> [String] {
        TerminalView(node, now: Fixture.seconds(1_100)).lines(eventLimit: 5)
    }

    @Test func `lists pods in kubectl's columns and the newest events`() {
        #expect(
            lines(Fixture.node) == [
                "NAMESPACE   NAME         READY   STATUS             RESTARTS   PROBES                 AGE    QOS",
                "shop        shop-node1   0/1     CrashLoopBackOff   2          liveness- readiness?   100s   Burstable",
                "", "EVENTS",
                "51s   Warning  Unhealthy  shop-node1: Liveness probe failed: <b>HTTP</b> probe failed & so on (x3)",
            ])
    }

    @Test func `lets no control character of a target through`() {
        var node = Fixture.node
        node.events[0].message = "evil\u{1B}[2J\nline\u{9B}"
        #expect(lines(node).last?.hasSuffix("evil [2J line  (x3)") == true)
    }

    @Test(arguments: [
        (0, "0s"), (119, "119s"), (120, "2m"), (200, "3m20s"), (599, "9m59s"), (600, "10m"), (10_799, "179m"),
        (10_800, "3h"), (172_800, "2d"), (-5, "0s"),
    ]) func `shortens ages as kubectl does`(seconds: Int64, text: String) {
        #expect(shortAge(since: Fixture.seconds(1_000), now: Fixture.seconds(1_000 + seconds)) == text)
    }
}

@Suite struct `A pod's status word` {
    private func word(_ change: (inout PodSnapshot) -> Void) -> String {
        var one = Fixture.node.pods[0]
        change(&one)
        return PodSummary(one, now: Fixture.seconds(1_100)).status
    }

    @Test func `is Terminating while the pod is being stopped`() {
        #expect(word { $0.deletionTimestamp = Fixture.seconds(1_090) } == "Terminating")
        let ended = word {
            $0.deletionTimestamp = Fixture.seconds(1_090)
            $0.status.phase = .failed
        }
        #expect(ended == "CrashLoopBackOff")
    }

    @Test func `counts init containers that are done`() {
        #expect(
            word {
                $0.status.conditions = []
                $0.status.initContainerStatuses[0].state = .running(startedAt: Fixture.seconds(1))
            } == "Init:0/1")
    }

    @Test func `names what an init container waits for`() {
        #expect(
            word {
                $0.status.conditions = []
                $0.status.initContainerStatuses[0].state = .waiting(reason: "CrashLoopBackOff", message: "")
            } == "Init:CrashLoopBackOff")
    }

    @Test func `is that of the containers once the pod is initialised`() {
        #expect(
            word { $0.status.initContainerStatuses[0].state = .waiting(reason: "Late", message: "") }
                == "CrashLoopBackOff")
    }

    @Test func `is the phase when no container is in trouble`() {
        #expect(
            word { $0.status.containerStatuses[0].state = .running(startedAt: Fixture.seconds(1)) } == "Running")
    }
}

@Suite struct `A pod is in trouble` {
    private func isInTrouble(_ change: (inout PodStatus) -> Void) -> Bool {
        var one = Fixture.node.pods[0]
        change(&one.status)
        return PodSummary(one, now: Fixture.seconds(1_100)).isInTrouble
    }

    @Test func `when it is not ready and nothing is on its way`() {
        #expect(isInTrouble { _ in })
        // Running, but its readiness probe fails.
        #expect(isInTrouble { $0.containerStatuses[0].state = .running(startedAt: Fixture.seconds(1)) })
    }

    @Test func `but not while it starts, nor when it is ready or done`() {
        #expect(!isInTrouble { $0.containerStatuses[0].state = .waiting(reason: "ContainerCreating", message: "") })
        #expect(
            !isInTrouble {
                $0.conditions = []
                $0.initContainerStatuses[0].state = .running(startedAt: Fixture.seconds(1))
            })
        #expect(!isInTrouble { $0.conditions = [PodCondition(.ready, .true)] })
        #expect(!isInTrouble { $0.phase = .succeeded })
    }
}

@Suite struct `The lists` {
    @Test func `are v1 lists with every item`() {
        let pods = podListJSON(Fixture.node).text
        #expect(pods.hasPrefix(#"{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"#))
        #expect(eventListJSON(Fixture.node).text.hasPrefix(#"{"kind":"EventList","apiVersion":"v1""#))
    }

    @Test func `say which node an event is from`() throws {
        guard case .array(let items)? = eventListJSON(Fixture.node)["items"] else {
            Issue.record("no items")
            return
        }
        let event = try #require(items.first)
        #expect(event["reportingInstance"] == .string("node1"))
        #expect(event["source"]?["host"] == .string("node1"))
    }
}
