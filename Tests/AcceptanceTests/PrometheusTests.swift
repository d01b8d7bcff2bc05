import Foundation
import TestSupport
import Testing

private let probes = """
    readinessProbe:
      httpGet: {path: /, port: http}
      periodSeconds: 1
    livenessProbe:
      tcpSocket: {port: http}
      periodSeconds: 1
    resources:
      limits: {cpu: 200m, memory: 64Mi}
    """

@Suite(.enabled(if: Prometheus.binary != nil, "prometheus is not installed"))
struct `A real Prometheus` {
    @Test func `shows phase, QoS class, usage, restarts and probe results, and forgets a pod that is gone`()
        async throws
    {
        let daemon = try await Daemon.start([
            "web.yaml": Manifest.web(port: freePort(), probes: probes),
            "crash.yaml": Manifest.shell(name: "crash", "exit 3"),
        ])
        let prometheus = try await Prometheus(scraping: daemon)
        let isUp = await eventually(within: 60) { try prometheus.troubledTargets().isEmpty }
        let troubles = try prometheus.troubledTargets()
        #expect(isUp, "\(troubles) \(prometheus.log)")

        func holds(_ expression: String) async -> Bool {
            await eventually(within: 30) { try prometheus.query(expression).series.isEmpty == false }
        }
        let web = #"namespace="shop", pod="web-test""#
        for expression in [
            "kube_pod_status_phase{job=\"kube-state-metrics\", \(web), phase=\"Running\"} == 1",
            "kube_pod_status_ready{\(web), condition=\"true\"} == 1",
            "kube_pod_status_qos_class{\(web), qos_class=\"Guaranteed\"} == 1",
            "container_memory_working_set_bytes{job=\"kubelet\", \(web), container=\"server\", image!=\"\"} > 0",
            "container_cpu_usage_seconds_total{\(web), container=\"server\", cpu=\"total\"}",
            "kube_pod_container_status_restarts_total{pod=\"crash-test\"} >= 1",
            "kube_pod_container_status_waiting_reason{pod=\"crash-test\", reason=\"CrashLoopBackOff\"} == 1",
            "prober_probe_total{job=\"kubelet\", \(web), probe_type=\"Readiness\", result=\"successful\"} > 2",
            "prober_probe_duration_seconds_count{\(web), probe_type=\"Liveness\"} > 2",
            "kubelet_running_pods >= 1", "process_resident_memory_bytes{job=\"podprobe\"} > 0",
            // The join that the kubernetes-mixin's CPU rule makes.
            """
            sum by (cluster, namespace, pod, container) (container_cpu_usage_seconds_total{job="kubelet", image!=""})
            * on (cluster, namespace, pod) group_left(node) topk by (cluster, namespace, pod)
            (1, max by (cluster, namespace, pod, node) (kube_pod_info{node!=""}))
            """,
            // Every pod is a staticpod workload of its node.
            "kube_pod_owner{job=\"kube-state-metrics\", owner_kind=\"Node\", owner_name=\"test\"} == 1",
        ] {
            #expect(await holds(expression), "\(expression)")
        }

        try FileManager.default.removeItem(atPath: daemon.manifests + "/web.yaml")
        let isGone = await eventually(within: 60) {
            try prometheus.query("kube_pod_info{\(web)}").series.isEmpty
                && prometheus.query("prober_probe_total{\(web)}").series.isEmpty
                && prometheus.query("container_memory_working_set_bytes{\(web)}").series.isEmpty
        }
        #expect(isGone)
        await prometheus.stop()
        #expect(await daemon.stop() == 0)
    }

    @Test func `answers every query of the dashboard`() async throws {
        let daemon = try await Daemon.start([
            "web.yaml": Manifest.web(port: freePort(), probes: probes),
            "crash.yaml": Manifest.shell(name: "crash", "exit 3"),
        ])
        let prometheus = try await Prometheus(scraping: daemon)
        let expressions = try Dashboard().expressions
        #expect(expressions.count > 20)
        for expression in expressions {
            let answered = await eventually(within: 60) {
                let answer = try prometheus.query(expression)
                return answer.isSuccess && !answer.series.isEmpty
            }
            let error = try prometheus.query(expression).error
            #expect(answered, "no data for \(expression) \(error)")
        }
        await prometheus.stop()
        #expect(await daemon.stop() == 0)
    }
}

@Suite(.enabled(if: Prometheus.promtool != nil, "promtool is not installed"))
struct `promtool` {
    private func check(_ arguments: [String]) async throws {
        let (status, out, err) = try await run(Prometheus.promtool ?? "promtool", arguments)
        #expect(status == 0, "\(arguments): \(out) \(err)")
    }

    @Test func `accepts the rules, their tests and the scrape configuration`() async throws {
        try await check(["check", "rules", "--lint=all", "--lint-fatal", Repository.path("dashboards/alerts.yaml")])
        try await check(["test", "rules", Repository.path("Tests/Rules/alerts-test.yaml")])
        try await check(["check", "config", Repository.path("deploy/prometheus.yml")])
    }

    @Test func `finds nothing to say about what podprobe serves, and neither do we`() async throws {
        let daemon = try await Daemon.start([
            "web.yaml": Manifest.web(port: freePort(), probes: probes),
            "crash.yaml": Manifest.shell(name: "crash", "exit 3"),
        ])
        let isReady = await eventually { try API(daemon.get("/api/v1/pods").body).ready("web-test", "server") == true }
        #expect(isReady)
        let folder = try TemporaryDirectory()
        for path in ["", "/state", "/probes", "/cadvisor", "/kubelet", "/resource", "/self"] {
            let text = try daemon.get("/metrics" + path)
            #expect(text.status == 200 && !text.body.isEmpty, "\(path)")
            #expect(ExpositionChecker.complaints(text.body, format: .text004) == [], "\(path)")
            let file = try folder.write(text.text, to: "metrics\(path.replacing("/", with: "-")).txt")
            let (status, out, err) = try await run(
                "/bin/sh", ["-c", "exec '\(Prometheus.promtool ?? "promtool")' check metrics < '\(file)'"])
            #expect(status == 0, "\(path): \(out) \(err)")
            let open = try daemon.get(
                "/metrics" + path, headers: ["Accept": "application/openmetrics-text; version=1.0.0"])
            #expect(open.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(ExpositionChecker.complaints(open.body, format: .openMetrics100) == [], "\(path)")
        }
        #expect(await daemon.stop() == 0)
    }
}
