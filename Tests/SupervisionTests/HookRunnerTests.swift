import EventLoops
import PodModel
import Probing
import SimulatedWorld
import Synchronization
import TestSupport
import Testing

@testable import Runtimes
@testable import Supervision

/// A real process that hooks run beside.
@Suite(.serialized) struct `A lifecycle hook beside a real process` {
    private let folder: TemporaryDirectory
    private let runtime: ProcessRuntime
    private let hooks: OperationRunner
    private let id: String

    init() async throws {
        folder = try TemporaryDirectory()
        runtime = try ProcessRuntime(
            storagePath: folder.file("storage"), takesOrphans: false, logLimits: LogFile.Limits(),
            now: { .fromSystemClock() }, note: { _ in })
        hooks = OperationRunner(runtime: runtime, clock: SystemClock(), timeoutNanoseconds: 60_000_000_000)
        let sandbox = try await runtime.runPodSandbox(
            PodSandboxConfig(podName: "web", podNamespace: "default", podUID: "uid-web"))
        var config = ContainerConfig()
        (config.podName, config.podNamespace, config.podUID, config.name) = ("web", "default", "uid-web", "main")
        config.command = ["sleep", "600"]
        config.environment = [EnvVar(name: "GREETING", value: "hello")]
        id = try await runtime.createContainer(config, sandboxID: sandbox.id)
        try await runtime.startContainer(id)
    }

    private func stop() async throws {
        try await runtime.stopContainer(id, graceSeconds: 0)
        runtime.shutdown()
    }

    private func run(
        _ kind: HookCall.Kind = .preStop, seconds: Int64? = 60, id: String? = nil,
        _ change: (inout LifecycleHandler) -> Void
    ) async -> PodOutcome {
        var handler = LifecycleHandler()
        change(&handler)
        var container = Container(name: "main")
        container.ports = [ContainerPort(name: "admin", containerPort: 1)]
        let call = HookCall(
            kind, handler, of: container, id: id ?? self.id, podIP: "127.0.0.1", timeoutSeconds: seconds)
        return await hooks.run(.hook(call))
    }

    private func exec(_ command: String..., seconds: Int64? = 60, id: String? = nil) async -> PodOutcome {
        await run(seconds: seconds, id: id) {
            $0.exec = ExecAction()
            $0.exec?.command = command
        }
    }

    @Test func `runs a command as it is written, in the container's environment`() async throws {
        let file = folder.file("said")
        let outcome = await exec("sh", "-c", "printf '%s' \"$0 $GREETING\" >\(file)", "$(GREETING)")
        #expect(outcome == .hookRan(httpInsteadAt: nil))
        #expect(Path.text(file) == "$(GREETING) hello")
        try await stop()
    }

    @Test func `fails with the command's code and the end of its output`() async throws {
        let failed = await exec("sh", "-c", "echo no disk; exit 3")
        #expect(failed.error?.message == "command \"sh -c echo no disk; exit 3\" exited with 3: no disk")
        let long = await exec("sh", "-c", "yes | head -c 9000; echo end; exit 1")
        #expect(long.error?.message.hasSuffix("y\nend") == true)
        #expect((long.error?.message.utf8.count ?? 0) < 1_200)
        let silent = await exec("false")
        #expect(silent.error?.message == "command \"false\" exited with 1")
        let missing = await exec("/none")
        #expect(missing.error?.kind == .start)
        try await stop()
    }

    @Test func `is killed at its time, and when its container has been stopped`() async throws {
        let slow = await exec("sleep", "600", seconds: 1)
        #expect(slow.error == RuntimeError(.timeout, "command \"sleep 600\" timed out"))
        let endless = Task { await exec("sh", "-c", "echo >\(folder.file("begun")); sleep 600", seconds: nil) }
        #expect(await eventually { Path.text(folder.file("begun")) != nil })
        let kill = ContainerKill("main", id: id, .stopping, graceSeconds: 0)
        #expect(await hooks.run(.stopContainer(kill)) == .done)
        #expect(await endless.value.error != nil)
        #expect(hooks.hooks.count == 0)
        let late = await exec("true")
        #expect(late.error?.kind == .conflict)
        let unknown = await exec("true", id: "nobody")
        #expect(unknown.error?.kind == .notFound)
        try await stop()
    }

    @Test func `asks over HTTP, in the container's own ports`() async throws {
        let server = try HTTPTestServer { $0.target == "/hold" ? [.hold] : [.send(HTTPTestServer.answer("500 No"))] }
        func get(_ path: String, port: IntOrString? = nil, seconds: Int64? = 60) async -> PodOutcome {
            await run(seconds: seconds) {
                $0.httpGet = HTTPGetAction()
                $0.httpGet?.port = port ?? .int(Int32(server.port))
                $0.httpGet?.path = path
                $0.httpGet?.scheme = "HTTP"
            }
        }
        #expect(await get("/") == .hookRan(httpInsteadAt: nil))
        #expect(server.requests.first?.headers.contains("User-Agent: kube-lifecycle/1.35") == true)
        #expect(await get("/hold", seconds: 1).error?.message.contains("Client.Timeout") == true)
        let refused = await get("/", port: .string("admin"))
        #expect(refused.error?.message.hasSuffix("127.0.0.1:1: connect: connection refused") == true)
        let unnamed = await get("/", port: .string("web"))
        #expect(
            unnamed.error?.message == "port \"web\" is not a named port of this container (it names admin)")
        // Nobody waits for it any more.
        let endless = Task { await get("/hold", seconds: nil) }
        #expect(await eventually { server.requests.count { $0.target == "/hold" } == 2 })
        hooks.end()
        #expect(await endless.value.error?.kind == .timeout)
        #expect(await get("/").error != nil)
        try await stop()
    }

    @Test func `needs an address when it names no host`() async throws {
        var handler = LifecycleHandler()
        handler.httpGet = HTTPGetAction()
        handler.httpGet?.port = .int(80)
        let call = HookCall(.postStart, handler, of: Container(name: "main"), id: id, podIP: "")
        #expect(await hooks.run(.hook(call)).error?.message.hasPrefix("the pod has no address") == true)
        try await stop()
    }

    @Test func `R15 over a TCP socket always fails, as in Kubernetes`() async throws {
        let outcome = await run { $0.tcpSocket = TCPSocketAction() }
        #expect(outcome.error?.message.hasPrefix("invalid handler: a tcpSocket hook cannot be run") == true)
        try await stop()
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A lifecycle hook in virtual time` {
    private let clock = VirtualClock()
    private let runtime: FakeRuntime
    private let hooks: OperationRunner

    init() {
        runtime = FakeRuntime(clock: clock)
        hooks = OperationRunner(runtime: runtime, clock: clock, timeoutNanoseconds: 120_000_000_000)
    }

    private func call(_ kind: HookCall.Kind, seconds: Int64?, _ change: (inout LifecycleHandler) -> Void) -> HookCall {
        var handler = LifecycleHandler()
        change(&handler)
        return HookCall(kind, handler, of: Container(name: "main"), id: "c", podIP: "", timeoutSeconds: seconds)
    }

    /// The outcome, with the second in which it came.
    private func outcome(_ call: HookCall) async -> (PodOutcome, Int64) {
        async let outcome = hooks.run(.hook(call))
        let ticking = Task {
            while !Task.isCancelled {
                for _ in 0..<50 { await Task.yield() }
                clock.advance(atMost: 1_000_000_000)
            }
        }
        let found = await outcome
        ticking.cancel()
        return (found, clock.now().monotonic.nanoseconds / 1_000_000_000)
    }

    @Test func `that sleeps is done after its seconds, and not before`() async {
        let (outcome, time) = await outcome(call(.postStart, seconds: nil) { $0.sleep = 7 })
        #expect(outcome == .hookRan(httpInsteadAt: nil))
        #expect(time >= 7)
    }

    @Test func `is given up a little after its time by itself`() async {
        runtime.state.withLock { $0.hangs = { $0 == "exec c" } }
        let (outcome, time) = await outcome(
            call(.preStop, seconds: 20) {
                $0.exec = ExecAction()
                $0.exec?.command = ["x"]
            })
        #expect(outcome == .failed(RuntimeError(.timeout, "it did not end within 20 s")))
        #expect(time >= 21)
        #expect(hooks.hooks.count == 0)
    }

    @Test func `without a time of its own is given up with its container, also when that ended by itself`() async {
        for operation in [
            PodOperation.stopContainer(ContainerKill("main", id: "c", .stopping, graceSeconds: 0)),
            .removeContainer(id: "c"),
        ] {
            let hook = call(.postStart, seconds: nil) { $0.sleep = .max }
            let task = Task { await hooks.run(.hook(hook)) }
            while hooks.hooks.count == 0 { await Task.yield() }
            _ = await hooks.run(operation)
            #expect(await task.value.error?.kind == .timeout)
            #expect(hooks.hooks.count == 0)
        }
    }

    @Test func `with any number of seconds is none to stumble over`() async {
        let hook = call(.preStop, seconds: .max) { $0.sleep = .max }
        let task = Task { await hooks.run(.hook(hook)) }
        while hooks.hooks.count == 0 { await Task.yield() }
        hooks.end()
        #expect(await task.value.error?.kind == .timeout)
        // What comes after the end is given up at once.
        #expect(await hooks.run(.hook(call(.postStart, seconds: nil) { $0.sleep = 5 })).error?.kind == .timeout)
    }
}
