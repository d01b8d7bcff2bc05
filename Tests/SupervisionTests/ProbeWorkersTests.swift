import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

@Suite struct `A pod's probe workers` {
    private let web = pod(containers: [
        container("main", liveness: tcpProbe(), readiness: tcpProbe(), startup: tcpProbe()), container("plain"),
    ])

    private func keys(_ commands: [ProbeCommand], _ verb: String) -> [ProbeType] {
        commands.filter { "\($0)".contains(": \(verb)") }.map(\.key.type)
    }

    @Test func `are there before the containers are, once each`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 30)
        let adds = keys(node.probeCommands, "add")
        #expect(adds == [.liveness, .readiness, .startup])
        let firstAdd = node.trace.firstIndex { if case .probe(.add) = $0.action { true } else { false } }
        let firstStart = node.trace.firstIndex {
            if case .operation(_, _, .startContainer) = $0.action { true } else { false }
        }
        #expect((firstAdd ?? .max) < (firstStart ?? 0))
    }

    @Test func `are told of every change that is published`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 2)
        func context() -> ProbeContext? {
            node.probeCommands.compactMap {
                if case .update(let key, let context) = $0, key.type == .readiness { context } else { nil }
            }.last
        }
        guard case .running(let id, _, let started, let ready)? = context()?.container else {
            Issue.record("\(String(describing: context()))")
            return
        }
        #expect(id == node.runtime.newest("main")?.id && !started && !ready)
        #expect(context()?.podIP == "127.0.0.1")
        node.probe("main", .startup, .success, pod: web)
        node.probe("main", .readiness, .success, pod: web)
        guard case .running(_, _, true, true)? = context()?.container else {
            Issue.record("\(String(describing: context()))")
            return
        }
        #expect(node.status(web).condition(.ready)?.status == .true)
    }

    @Test func `W10 are asked for readiness at once when the container has started`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 32)
        #expect(keys(node.probeCommands, "trigger").isEmpty)
        node.probe("main", .startup, .success, pod: web)
        #expect(keys(node.probeCommands, "trigger") == [.readiness])
    }

    @Test
    func `W18 of a deleted pod: liveness and startup end before the kill, readiness goes on until all have stopped`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in Behaviour(termSeconds: 20) }
        node.apply([web])
        node.run(seconds: 5)
        node.probe("main", .startup, .success, pod: web)
        node.probe("main", .readiness, .success, pod: web)
        let before = node.trace.count
        node.apply([])
        let told = node.trace[before...].map { "\($0.action)" }
        let removals = told.indices.filter { told[$0].hasSuffix(": remove") }
        let kill = told.firstIndex { $0.contains("stop main") }
        #expect(removals.count == 2 && removals.allSatisfy { $0 < kill ?? 0 })
        #expect(node.status(web).condition(.ready)?.status == .true, "deletion alone does not make it unready")
        node.run(seconds: 10)
        node.probe("main", .readiness, .failure, pod: web)
        #expect(node.status(web).condition(.ready)?.status == .false)
        #expect(!keys(node.probeCommands, "remove").contains(.readiness))
        node.probe("main", .liveness, .failure, pod: web)
        node.run(seconds: 12)
        #expect(keys(node.probeCommands, "remove") == [.liveness, .startup, .readiness])
        #expect(Set(node.messages("Killing")) == ["Stopping container main", "Stopping container plain"])
    }

    @Test func `run exec probes with what the runtime says of the instance`() {
        let node = SimulatedNode()
        var probe = Probe()
        probe.exec = ExecAction(command: ["true"])
        let pod = pod(containers: [container("main", liveness: probe)])
        node.apply([pod])
        node.run(seconds: 3)
        let contexts = node.probeCommands.compactMap { command -> ProbeContext? in
            if case .update(_, let context) = command { context } else { nil }
        }
        let id = node.runtime.newest("main")?.id ?? ""
        #expect(contexts.last?.exec == ExecEnvironment(environment: ["ID=\(id)"], workingDirectory: "/work"))
        #expect(node.operations { "\($0)".contains("environment") }.count == 1)
    }

    @Test func `ask nothing by exec before the runtime has told what that needs, and then at once`() {
        let node = SimulatedNode()
        node.latency = { if case .execEnvironment = $0 { 3 } else { 0 } }
        var probe = Probe()
        probe.exec = ExecAction(command: ["true"])
        let pod = pod(containers: [container("main", liveness: tcpProbe(), readiness: probe)])
        node.apply([pod])
        node.run(seconds: 10)
        var runs: Set<ProbeType> = []
        var told: [(seconds: Double, type: ProbeType)] = []
        for (seconds, action) in node.trace {
            guard case .probe(let command) = action else { continue }
            switch command {
            case .add(let key, _, _, let context), .update(let key, let context):
                guard case .running = context.container, runs.insert(key.type).inserted else { continue }
                told.append((seconds, key.type))
                #expect(key.type == .liveness || context.exec != nil)
            case .trigger(let key): #expect(runs.contains(key.type))
            case .remove: break
            }
        }
        #expect(told.map(\.type) == [.liveness, .readiness])
        #expect((told.last?.seconds ?? 0) - (told.first?.seconds ?? 0) == 3)
        let triggers = node.trace.filter { if case .probe(.trigger) = $0.action { true } else { false } }
        #expect(triggers.first?.seconds == told.last?.seconds)
    }

    @Test func `keep the message of the newest event for the pages`() {
        let node = SimulatedNode()
        node.apply([web])
        node.run(seconds: 2)
        let key = ProbeKey(podUID: web.metadata.uid, container: "main", type: .liveness)
        let text = "Liveness probe failed: connection refused"
        node.handle(.notice(.event(key, containerID: "c", reason: "Unhealthy", message: text)))
        #expect(node.messages("Unhealthy") == [text])
        #expect(node.snapshot(web)?.probes.first { $0.type == .liveness }?.lastMessage == text)
    }

    @Test func `are made anew where one ended on an old word, and its container runs again`() {
        let node = SimulatedNode()
        let web = pod(containers: [container("main", liveness: tcpProbe())])
        node.apply([web])
        node.run(seconds: 5)
        let key = ProbeKey(podUID: web.metadata.uid, container: "main", type: .liveness)
        node.handle(.notice(.ended(key)))
        node.run(seconds: 5)
        #expect(keys(node.probeCommands, "add") == [.liveness, .liveness])
    }

    @Test func `are not made anew after the end that one ended on, though its record is lost`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in name == "once" ? .exits(0, after: 5) : .steady }
        let web = pod(policy: .never, containers: [container("once", liveness: tcpProbe()), container("main")])
        node.apply([web])
        node.run(seconds: 10)
        let key = ProbeKey(podUID: web.metadata.uid, container: "once", type: .liveness)
        node.handle(.notice(.ended(key)))
        node.run(seconds: 5)
        if let id = node.runtime.newest("once")?.id { node.lose(id) }
        node.run(seconds: 10)
        #expect(keys(node.probeCommands, "add") == [.liveness])
    }
}
