import EventLoops
import PodModel
import Probing
import Synchronization
import TestSupport
import Testing

/// A server whose answer can be changed while it runs.
private final class Switchable: Sendable {
    let status: Mutex<String>
    init(_ status: String) { self.status = Mutex(status) }
    func set(_ status: String) { self.status.withLock { $0 = status } }
    func server() throws -> HTTPTestServer {
        try HTTPTestServer { _ in [.send(HTTPTestServer.answer(self.status.withLock { $0 }))] }
    }
}

@Suite struct `A probe engine` {
    @Test func `W01 tells the initial value and then only what changes`() async throws {
        let answer = Switchable("200 OK")
        let server = try answer.server()
        let engine = try TestEngine()
        let key = try engine.add(.readiness) {
            $0.get(server.port)
            $0.failureThreshold = 3
        }
        #expect(await eventually { server.connectionCount > 5 })
        #expect(engine.results(key) == [.failure, .success])
        answer.set("500 Bad")
        #expect(await eventually { engine.results(key) == [.failure, .success, .failure] })
        #expect(engine.events(key).count >= 3)
        #expect(
            engine.events(key).allSatisfy {
                $0 == "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500"
            })
        answer.set("200 OK")
        #expect(await eventually { engine.results(key).last == .success })
    }

    @Test func `W03 W04 holds a failed liveness probe until there is another container`() async throws {
        let server = try HTTPTestServer.answering("500 Bad")
        let clock = try HTTPTestServer.answering()
        let engine = try TestEngine()
        let key = try engine.add(.liveness) {
            $0.get(server.port)
            $0.failureThreshold = 3
        }
        #expect(await eventually { engine.results(key) == [.success, .failure] })
        #expect(server.connectionCount == 3)
        // Ten periods of a neighbour on the same loop.
        try engine.add(.liveness, pod: "clock") { $0.get(clock.port) }
        #expect(await eventually { clock.connectionCount > 10 })
        #expect(server.connectionCount == 3)
        engine.engine.update(key, .running("b"))
        #expect(await eventually { engine.results(key, containerID: "b") == [.success, .failure] })
        #expect(server.connectionCount == 6)
    }

    @Test func `W10 asks at once when it is triggered, for readiness only`() async throws {
        let server = try HTTPTestServer.answering()
        let engine = try TestEngine()
        let waiting = ProbeContext.running(started: false)
        let ready = try engine.add(.readiness, period: "1h", context: waiting) { $0.get(server.port) }
        let live = try engine.add(.liveness, period: "1h", context: waiting) { $0.get(server.port) }
        #expect(await eventually { engine.results(ready) == [.failure] && engine.results(live) == [.success] })
        for key in [ready, live] {
            engine.engine.update(key, .running())
            engine.engine.trigger(key)
        }
        #expect(await eventually { engine.results(ready) == [.failure, .success] })
        #expect(server.connectionCount == 1)
    }

    @Test func `W15 ends a worker with its pod, and its series with it`() async throws {
        let server = try HTTPTestServer.answering()
        let engine = try TestEngine()
        let key = try engine.add(.readiness) { $0.get(server.port) }
        #expect(await eventually { engine.metric("prober_probe_total", "successful", "pod=\"web\"") ?? 0 > 2 })
        #expect(engine.metric("podprobe_probe_workers", "Readiness", "http") == 1)
        var context = ProbeContext.running()
        context.phase = .failed
        engine.engine.update(key, context)
        #expect(await eventually { engine.hasEnded(key) })
        #expect(await eventually { !engine.text.contains("pod=\"web\"") })
        #expect(engine.metric("podprobe_probe_workers", "Readiness", "http") == 0)
    }

    @Test func `W17 removing ten times ends a worker once, in the midst of an attempt`() async throws {
        let server = try HTTPTestServer(.hold)
        let engine = try TestEngine()
        let key = try engine.add(.liveness, timeout: "2m") { $0.get(server.port) }
        #expect(await eventually { server.requests.count == 1 })
        for _ in 0..<10 { engine.engine.remove(key) }
        #expect(await eventually { engine.metric("podprobe_probes_in_flight", "http") == 0 })
        #expect(engine.results(key) == [.success])
        #expect(!engine.hasEnded(key))
        #expect(engine.metric("podprobe_probe_workers", "Liveness", "http") == 0)
        // The place is free for another.
        let answering = try HTTPTestServer.answering("500 Bad")
        let again = try engine.add(.liveness) { $0.get(answering.port) }
        #expect(await eventually { engine.results(again).last == .failure })
    }

    @Test func `W22 waits for its phase when the agent has just started`() async throws {
        let server = try HTTPTestServer.answering()
        let clock = try HTTPTestServer.answering()
        let engine = try TestEngine(agentAge: 0)
        try engine.add(.liveness, pod: "phased", period: "8760h") { $0.get(server.port) }
        try engine.add(.liveness, pod: "clock") { $0.get(clock.port) }
        #expect(await eventually { clock.connectionCount > 10 })
        #expect(server.connectionCount == 0)
    }

    @Test func `P18 tells of a port name that is nowhere and judges nothing`() async throws {
        let engine = try TestEngine()
        let key = try engine.add(.readiness) {
            $0.connect(1)
            $0.tcpSocket?.port = .string("admin")
        }
        #expect(await eventually { engine.events(key).count > 3 })
        #expect(
            engine.events(key).first
                == "Unhealthy: Readiness probe errored and resulted in unknown state: "
                + "port \"admin\" is not a named port of this container (it names none)")
        #expect(engine.results(key) == [.failure])
        #expect(engine.metric("prober_probe_total") == nil)
        #expect(engine.metric("podprobe_probes_completed_total", "Readiness", "tcp", "error") ?? 0 > 3)
    }

    @Test func `P22 fails liveness when a command hangs`() async throws {
        let engine = try TestEngine()
        let key = try engine.add(.liveness, timeout: "300ms") { $0.exec = ExecAction(command: ["sleep", "100"]) }
        #expect(await eventually { engine.results(key) == [.success, .failure] })
        #expect(
            engine.events(key).last == "Unhealthy: Liveness probe failed: command \"sleep 100\" timed out")
        #expect(engine.metric("podprobe_probe_failures_total", "exec", "timeout") ?? 0 >= 1)
    }

    @Test func `aims anew when the pod's address changes`() async throws {
        let server = try HTTPTestServer.answering()
        let engine = try TestEngine()
        var context = ProbeContext.running()
        context.podIP = ""
        let key = try engine.add(.readiness, context: context) { $0.connect(server.port) }
        #expect(await eventually { engine.events(key).last?.hasSuffix("the pod has no address yet") == true })
        engine.engine.update(key, .running())
        #expect(await eventually { engine.results(key).last == .success })
    }

    @Test func `spreads workers over its loops and answers for each`() async throws {
        let server = try HTTPTestServer.answering()
        let engine = try TestEngine(loops: 3)
        let keys = try (0..<60).map { number in
            try engine.add(.readiness, pod: "pod-\(number)", period: "1h") { $0.connect(server.port) }
        }
        #expect(await eventually { keys.allSatisfy { engine.results($0) == [.failure, .success] } })
        for loop in 0..<3 {
            #expect(engine.metric("podprobe_event_loop_turns_total", "loop=\"probe-\(loop)\"") ?? 0 > 0)
        }
    }

    @Test func `stops with attempts under way`() async throws {
        let server = try HTTPTestServer(.hold)
        let engine = try TestEngine()
        try engine.add(.liveness, timeout: "2m") { $0.get(server.port) }
        try engine.add(.liveness, pod: "exec", timeout: "2m") { $0.exec = ExecAction(command: ["sleep", "100"]) }
        #expect(
            await eventually { engine.metric("podprobe_probes_in_flight", "exec") == 1 && server.requests.count == 1 })
        engine.engine.stop()
        engine.engine.stop()
        #expect(engine.notices.count == 2, "only the initial values")
    }
}
