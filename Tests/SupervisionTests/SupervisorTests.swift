import EventLoops
import Metrics
import PodModel
import Probing
import Runtimes
import Supervision
import Synchronization
import TestSupport
import Testing

private final class ProbeBook: ProbeControl {
    let commands = Mutex<[String]>([])
    private func note(_ verb: String, _ key: ProbeKey) {
        commands.withLock { $0.append("\(verb) \(key.container) \(key.type.rawValue)") }
    }
    func add(_ key: ProbeKey, pod: Pod, container: Container, context: ProbeContext) { note("add", key) }
    func update(_ key: ProbeKey, _ context: ProbeContext) {}
    func trigger(_ key: ProbeKey) {}
    func remove(_ key: ProbeKey) { note("remove", key) }
}

/// A supervisor in virtual time, with everything that it talks to.
private final class Bench: Sendable {
    let clock = VirtualClock()
    let runtime: FakeRuntime
    let supervisor: Supervisor
    let metrics = SupervisionMetrics(nodeName: "node", runtimeName: "process")
    let probes = ProbeBook()
    let folder: TemporaryDirectory
    let logs: Box

    final class Box: Sendable {
        let lines = Mutex<[SupervisionLog]>([])
    }

    init(_ folder: TemporaryDirectory? = nil) throws {
        runtime = FakeRuntime(clock: clock)
        let logs = Box()
        self.logs = logs
        self.folder = try folder ?? TemporaryDirectory()
        supervisor = Supervisor(
            SupervisorConfiguration(nodeName: "node"), runtime: runtime, engine: probes, notices: ProbeNotices(),
            store: try StateStore(storagePath: self.folder.path), clock: clock, metrics: metrics
        ) { line in logs.lines.withLock { $0.append(line) } }
    }

    func apply(_ pods: [Pod]) async { await supervisor.apply(pods.map { DesiredPod(pod: $0, source: "/pods/x.yaml") }) }

    /// Lets virtual time run until the condition holds.
    func eventually(_ condition: @escaping @Sendable (NodeSnapshot) -> Bool) async -> Bool {
        await TestSupport.eventually {
            if condition(self.supervisor.snapshot) { return true }
            self.clock.advance(atMost: 1_000_000_000)
            return false
        }
    }

    func text(_ collectors: [any Collector]) -> String {
        var exposition = Exposition(format: .text004)
        for collector in collectors { collector.collect(into: &exposition) }
        return String(decoding: exposition.finish(), as: UTF8.self)
    }

    func isLogged(_ words: String) -> Bool { logs.lines.withLock { $0.contains { $0.message.contains(words) } } }
}

extension NodeSnapshot {
    fileprivate func phase(_ name: String) -> PodPhase? { pods.first { $0.pod.metadata.name == name }?.status.phase }
    fileprivate func restarts(_ name: String) -> Int32? {
        pods.first { $0.pod.metadata.name == name }?.status.container("main")?.restartCount
    }
}

@Suite struct `The supervisor` {
    @Test func `keeps pods running, tells what it does, and stops them all`() async throws {
        let bench = try Bench()
        bench.runtime.state.withLock { $0.runtime.behaviour = { _, _ in Behaviour(termSeconds: 5) } }
        await bench.apply([pod("a", containers: [container("main", liveness: tcpProbe())]), pod("b")])
        await bench.supervisor.start()
        #expect(await bench.eventually { $0.phase("a") == .running && $0.phase("b") == .running })
        #expect(bench.supervisor.snapshot.events.contains { $0.reason == "Started" && $0.podName == "a" })
        #expect(await bench.eventually { $0.usage.count == 1 && $0.runtimeVersion == "1.2.3" })
        let id = bench.runtime.state.withLock { state in
            state.runtime.instances.values.first { $0.record.podName == "a" }?.record.id ?? ""
        }
        let key = ProbeKey(podUID: "uid-a", container: "main", type: .liveness)
        bench.supervisor.notice(.result(key, containerID: id, .failure))
        #expect(await bench.eventually { $0.restarts("a") == 1 && $0.phase("a") == .running })

        let stopping = Task { await bench.supervisor.stopAll() }
        #expect(
            await bench.eventually { _ in
                bench.runtime.state.withLock { $0.runtime.instances.values.allSatisfy { $0.record.state == .exited } }
            })
        await stopping.value
        #expect(bench.probes.commands.withLock { $0 }.contains("remove main Liveness"))
        let kubelet = bench.text(bench.metrics.kubeletCollectors)
        for line in [
            "kubelet_node_name{node=\"node\"} 1", "kubelet_started_containers_total{container_type=\"container\"} 3",
            "kubelet_runtime_operations_total{operation_type=\"create_container\"} 3", "kubelet_started_pods_total 2",
        ] {
            #expect(kubelet.contains(line + "\n"), "\(line) in \(kubelet)")
        }
        let own = bench.text(bench.metrics.selfCollectors)
        for line in [
            "podprobe_container_restarts_triggered_total{reason=\"liveness\"} 1",
            "podprobe_runtime_operations_total{runtime=\"process\",operation=\"create_container\"} 3",
            "podprobe_runtime_up{runtime=\"process\"} 1",
        ] {
            #expect(own.contains(line + "\n"), "\(line) in \(own)")
        }
        #expect(ExpositionChecker.complaints(kubelet) == [])
        #expect(ExpositionChecker.complaints(own) == [])
    }

    @Test func `lets no hanging call of one pod delay another, and gives it up in the end`() async throws {
        let bench = try Bench()
        bench.runtime.state.withLock { $0.hangs = { $0 == "create stuck/main" } }
        await bench.apply([pod("stuck"), pod("web")])
        await bench.supervisor.start()
        #expect(await bench.eventually { $0.phase("web") == .running })
        #expect(bench.supervisor.snapshot.phase("stuck") == .pending)
        bench.runtime.state.withLock { $0.runtime.instances = [:] }
        #expect(await bench.eventually { $0.restarts("web") == 1 })
        #expect(
            await bench.eventually { snapshot in
                snapshot.events.contains { $0.podName == "stuck" && $0.message.contains("did not answer within 120 s") }
            })
        bench.runtime.state.withLock { $0.hangs = { _ in false } }
        #expect(await bench.eventually { $0.phase("stuck") == .running })
        await stop(bench)
    }

    @Test func `says once that the runtime does not answer, and once that it does`() async throws {
        let bench = try Bench()
        bench.runtime.state.withLock { $0.errors = { $0 == "list" ? RuntimeError(.refused, "no socket") : nil } }
        await bench.apply([pod("web")])
        await bench.supervisor.start()
        #expect(await bench.eventually { _ in bench.isLogged("does not answer: no socket") })
        for _ in 0..<5 { bench.clock.advance(atMost: 1_000_000_000) }
        #expect(bench.supervisor.snapshot.phase("web") == .pending)
        bench.runtime.state.withLock { $0.errors = { _ in nil } }
        #expect(await bench.eventually { $0.phase("web") == .running })
        #expect(bench.isLogged("answers again"))
        #expect(bench.logs.lines.withLock { $0.count { $0.message.contains("does not answer") } } == 1)
        await stop(bench)
    }

    @Test func `looks at once when the runtime hints at something`() async throws {
        let bench = try Bench()
        await bench.apply([pod("web")])
        await bench.supervisor.start()
        #expect(await bench.eventually { $0.phase("web") == .running })
        bench.runtime.hints.yield(.relist)
        #expect(
            await bench.eventually { _ in
                bench.text(bench.metrics.selfCollectors).contains(
                    "podprobe_runtime_reconnects_total{runtime=\"process\"} 1")
            })
        await stop(bench)
    }

    @Test func `takes up what an earlier one left`() async throws {
        let folder = try TemporaryDirectory()
        let first = try Bench(folder)
        first.runtime.state.withLock { $0.runtime.behaviour = { _, _ in .exits(3) } }
        await first.apply([pod("crash")])
        await first.supervisor.start()
        #expect(await first.eventually { $0.restarts("crash") == 2 })
        await stop(first)
        let second = try Bench(folder)
        await second.apply([pod("crash")])
        await second.supervisor.start()
        #expect(await second.eventually { $0.phase("crash") == .running && $0.restarts("crash") == 3 })
        #expect(second.isLogged("restart counts and back-off go on"))
        await stop(second)
    }

    private func stop(_ bench: Bench) async {
        let stopped = Flag()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await bench.supervisor.stopAll()
                stopped.raise()
            }
            group.addTask { _ = await bench.eventually { _ in stopped.isUp } }
        }
        #expect(stopped.isUp)
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)
    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}
