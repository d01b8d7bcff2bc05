import EventLoops
import Metrics
import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Synchronization
import TestSupport
import Testing

@testable import Supervision

@Suite(.timeLimit(.minutes(1))) struct `The supervisor` {
    private let folder: TemporaryDirectory
    private let bench: SupervisorBench

    init() throws {
        folder = try TemporaryDirectory()
        bench = try SupervisorBench(folder)
    }

    @Test func `keeps pods running, tells what it does, and stops them all`() async throws {
        bench.runtime.state.withLock { $0.runtime.behaviour = { _, _ in Behaviour(termSeconds: 5) } }
        await bench.start([pod("a", containers: [container("main", liveness: tcpProbe())]), pod("b")])
        #expect(await bench.eventually { $0.phase("a") == .running && $0.phase("b") == .running })
        #expect(bench.supervisor.snapshot.events.contains { $0.reason == "Started" && $0.podName == "a" })
        #expect(await bench.eventually { $0.usage.count == 1 && $0.runtimeVersion == "1.2.3" })
        let id = try #require(bench.runtime.containers.first { $0.podName == "a" }).id
        let key = ProbeKey(podUID: "uid-a", container: "main", type: .liveness)
        bench.supervisor.notice(.result(key, containerID: id, .failure))
        #expect(await bench.eventually { $0.restarts("a") == 1 && $0.phase("a") == .running })

        #expect(await bench.stop())
        #expect(bench.runtime.containers.allSatisfy { $0.state == .exited })
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
        bench.runtime.state.withLock { $0.hangs = { $0 == "create stuck/main" } }
        await bench.start([pod("stuck"), pod("web")])
        #expect(await bench.eventually { $0.phase("web") == .running })
        #expect(bench.supervisor.snapshot.phase("stuck") == .pending)
        bench.runtime.state.withLock { $0.runtime.instances = [:] }
        #expect(await bench.eventually { $0.restarts("web") == 1 })
        #expect(!bench.supervisor.snapshot.events.contains { $0.podName == "stuck" && $0.reason == "Failed" })
        #expect(
            await bench.eventually { snapshot in
                snapshot.events.contains { $0.podName == "stuck" && $0.message.contains("did not answer within 120 s") }
            })
        bench.runtime.state.withLock { $0.hangs = { _ in false } }
        #expect(await bench.eventually { $0.phase("stuck") == .running })
        #expect(await bench.stop())
    }

    @Test func `ends although the runtime hangs, and says which pod is left`() async throws {
        await bench.start([pod("stuck"), pod("web")])
        #expect(await bench.eventually { $0.phase("stuck") == .running && $0.phase("web") == .running })
        let id = try #require(bench.runtime.containers.first { $0.podName == "stuck" }).id
        bench.runtime.state.withLock { $0.hangs = { $0 == "stop \(id)" } }
        #expect(await bench.stop())
        #expect(bench.timesLogged("could not be stopped in time") == 1)
        #expect(bench.runtime.containers.filter { $0.state == .running }.map(\.id) == [id])
    }

    @Test func `ends although a hook hangs, and gives it up with its container`() async throws {
        var main = container("main")
        main.lifecycle = Lifecycle()
        main.lifecycle?.postStart = LifecycleHandler()
        main.lifecycle?.postStart?.exec = ExecAction()
        bench.runtime.state.withLock { $0.hangs = { $0.hasPrefix("exec ") } }
        await bench.start([pod("stuck", containers: [main]), pod("web")])
        #expect(await bench.eventually { $0.phase("web") == .running })
        let hooks = await bench.supervisor.runner.hooks
        #expect(hooks.count == 1)
        #expect(bench.supervisor.snapshot.phase("stuck") == .pending)
        #expect(await bench.stop())
        #expect(hooks.count == 0)
        #expect(bench.runtime.containers.allSatisfy { $0.state == .exited })
    }

    @Test func `says how a container ended, with its last words`() async throws {
        bench.runtime.state.withLock { state in
            state.runtime.behaviour = { _, _ in .exits(3) }
            state.lastWords["crash"] = "Traceback:\n  no such table\n\n"
        }
        await bench.start([pod("crash", policy: .never), pod("quiet", policy: .never)])
        #expect(await bench.eventually { $0.phase("crash") == .failed && $0.phase("quiet") == .failed })
        #expect(bench.timesLogged("Ended with exit code 3 (Error):   no such table") == 1)
        #expect(bench.timesLogged("Ended with exit code 3 (Error).") == 1)
        #expect(await bench.stop())
    }

    @Test func `says once that the runtime does not answer, and once that it does`() async throws {
        bench.runtime.state.withLock { $0.errors = { $0 == "list" ? RuntimeError(.refused, "no socket") : nil } }
        await bench.start([pod("web")])
        #expect(await bench.eventually { _ in bench.isLogged("does not answer: no socket") })
        await bench.pass(seconds: 5)
        #expect(bench.supervisor.snapshot.phase("web") == .pending)
        bench.runtime.state.withLock { $0.errors = { _ in nil } }
        #expect(await bench.eventually { $0.phase("web") == .running })
        #expect(bench.timesLogged("answers again") == 1)
        #expect(bench.timesLogged("does not answer") == 1)
        #expect(await bench.stop())
    }

    @Test func `looks at once when the runtime hints at something`() async throws {
        await bench.start([pod("web")])
        #expect(await bench.eventually { $0.phase("web") == .running })
        await bench.pass(seconds: 5)
        // Just after a regular look: the next one is nearly a second away.
        let before = bench.runtime.looks
        #expect(await bench.eventually { _ in bench.runtime.looks > before })
        let (looks, time) = (bench.runtime.looks, bench.clock.now().monotonic)
        bench.runtime.hints.yield(.relist)
        #expect(await bench.eventually { _ in bench.runtime.looks > looks })
        #expect(bench.clock.now().monotonic - time <= 20_000_000)
        #expect(
            bench.text(bench.metrics.selfCollectors).contains(
                "podprobe_runtime_reconnects_total{runtime=\"process\"} 1\n"))
        #expect(await bench.stop())
    }

    @Test func `takes up what an earlier one left`() async throws {
        bench.runtime.state.withLock { $0.runtime.behaviour = { _, _ in .exits(3) } }
        await bench.start([pod("crash")])
        #expect(await bench.eventually { $0.restarts("crash") == 2 })
        #expect(await bench.stop())
        let second = try SupervisorBench(folder)
        await second.start([pod("crash")])
        #expect(await second.eventually { $0.phase("crash") == .running && $0.restarts("crash") == 3 })
        #expect(second.isLogged("restart counts and back-off go on"))
        #expect(await second.stop())
    }
}
