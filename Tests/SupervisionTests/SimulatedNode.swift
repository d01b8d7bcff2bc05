import EventLoops
import PodModel
import Probing
import Runtimes
import Supervision

/// A node in virtual time: the pure core, a simulated runtime and both clocks. Nothing happens but by `run`.
final class SimulatedNode {
    var core: NodeCore
    var runtime = SimulatedRuntime()
    /// Nanoseconds since the simulation began.
    private(set) var time: Int64 = 0
    /// What the wall clock is ahead of the monotonic one; a test may make it jump.
    var wallAhead: Int64 = 1_700_000_000_000_000_000
    private(set) var trace: [(seconds: Double, action: NodeAction)] = []
    private(set) var stored: [String: PodState] = [:]
    private var due: [(at: Int64, order: Int, work: () -> Void)] = []
    private var order = 0
    private var underWay: [UInt64: PodOperation] = [:]
    private var wakeAt: Int64?
    private var relistPending = false
    /// While false, the runtime is not asked.
    var relists = true
    /// Operations that never come back.
    var hangs: (PodOperation) -> Bool = { _ in false }
    var latencySeconds = 0.0
    /// What an operation fails with, if anything, instead of being done.
    var failure: (PodOperation) -> RuntimeError? = { _ in nil }

    init(nodeName: String = "node", restoring: [PodState] = []) {
        core = NodeCore(
            NodeFacts(nodeName: nodeName, hostIP: "10.0.0.1", runtimeName: "process"), restoring: restoring)
    }

    /// podprobe is killed and started again: the runtime, the disk and the clocks go on. Operations under way are carried
    /// out or not, one by one, as `isCarriedOut` says; nobody hears of it.
    func reborn(_ isCarriedOut: () -> Bool = { false }) -> SimulatedNode {
        for id in underWay.keys.sorted() {
            if let operation = underWay[id], isCarriedOut() { _ = perform(operation) }
        }
        let next = SimulatedNode(restoring: stored.values.sorted { $0.uid < $1.uid })
        (next.runtime, next.time, next.wallAhead, next.stored) = (runtime, time, wallAhead, stored)
        return next
    }

    var now: Moment { Moment(wall: wall(time), monotonic: MonotonicTime(nanoseconds: time + 5_000_000_000)) }
    var seconds: Double { Double(time) / 1e9 }
    private func wall(_ time: Int64) -> Timestamp { Timestamp(nanoseconds: time + wallAhead) }

    // Inputs

    func apply(_ pods: [Pod]) { handle(.apply(pods.map { DesiredPod(pod: $0, source: "/pods/\($0.metadata.name)") })) }

    func probe(_ container: String, _ type: ProbeType, _ result: ProbeResult, pod: Pod) {
        guard let id = runtime.newest(container)?.id else { return }
        let key = ProbeKey(podUID: pod.metadata.uid, container: container, type: type)
        handle(.notice(.result(key, containerID: id, result)))
    }

    func handle(_ input: NodeInput) { carryOut(core.handle(input, at: now)) }

    /// Lets virtual time pass; the runtime is looked at every second, and at once when the core asks for it.
    func run(seconds: Double) {
        let end = time + Int64(seconds * 1e9)
        relistSoon()
        while let next = nextTime(), next <= end {
            time = max(time, next)
            step()
        }
        time = end
    }

    func run(until condition: () -> Bool, within seconds: Double = 600) -> Bool {
        let end = time + Int64(seconds * 1e9)
        while !condition() {
            guard time < end else { return false }
            run(seconds: 0.25)
        }
        return true
    }

    private func nextTime() -> Int64? {
        let tick = (time / 1_000_000_000 + 1) * 1_000_000_000
        return [due.map(\.at).min(), wakeAt, relistPending ? time : nil, tick].compactMap { $0 }.min()
    }

    private func step() {
        if let index = due.indices.filter({ due[$0].at <= time }).min(by: { due[$0].order < due[$1].order }) {
            due.remove(at: index).work()
        } else if let at = wakeAt, at <= time {
            wakeAt = nil
            handle(.wake)
        } else {
            relistPending = false
            relist()
            if time % 1_000_000_000 == 0 { handle(.housekeeping) }
        }
    }

    private func relistSoon() { relistPending = true }

    private func relist() {
        guard relists else { return }
        runtime.settle(time, wall: wall)
        let serial = core.beginRelist()
        let relist = RuntimeRelist(
            serial: serial, begunAt: now.monotonic, sandboxes: Array(runtime.sandboxes.values),
            containers: runtime.instances.values.map(\.record))
        handle(.relisted(relist))
    }

    // Actions

    private func carryOut(_ turn: NodeTurn) {
        if turn.wantsRelist { relistSoon() }
        wakeAt = turn.wakeAt.map { max(time, $0.nanoseconds - 5_000_000_000) }
        for action in turn.actions {
            trace.append((seconds, action))
            switch action {
            case .operation(let id, let pod, let operation): begin(id, pod, operation)
            case .remember(let state): stored[state.uid] = state
            case .forget(let uid): stored[uid] = nil
            case .probe, .event, .log, .measure: break
            }
        }
    }

    private func begin(_ id: UInt64, _ pod: String, _ operation: PodOperation) {
        if hangs(operation) { return }
        if let error = failure(operation) {
            return after(time) { [self] in handle(.finished(id, pod: pod, .failed(error))) }
        }
        runtime.settle(time, wall: wall)
        var end = time + Int64(latencySeconds * 1e9)
        if case .stopContainer(let kill) = operation { end = max(end, runtime.stop(kill, time)) }
        underWay[id] = operation
        after(end) { [self] in
            underWay[id] = nil
            runtime.settle(time, wall: wall)
            handle(.finished(id, pod: pod, perform(operation)))
        }
    }

    private func after(_ at: Int64, _ work: @escaping () -> Void) {
        order += 1
        due.append((at, order, work))
    }

    private func perform(_ operation: PodOperation) -> PodOutcome {
        switch operation {
        case .save(let state): stored[state.uid] = state
        case .runSandbox(let config): return runtime.runSandbox(config, at: wall(time))
        case .startContainer(let config, let sandbox):
            return runtime.start(config, sandbox: sandbox, time, wall: wall(time))
        case .stopContainer: break
        case .removeContainer(let id): runtime.instances[id] = nil
        case .stopSandbox(let id): runtime.sandboxes[id]?.ready = false
        case .removeSandbox(let id): runtime.sandboxes[id] = nil
        case .hook: return .hookRan(fellBackToHTTP: false)
        case .execEnvironment(let id):
            return .environment(ContainerEnvironment(environment: ["ID=\(id)"], workingDirectory: "/work"))
        }
        return .done
    }
}
