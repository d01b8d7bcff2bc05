import EventLoops
package import PodModel
import Probing
package import Runtimes
package import Supervision

/// A node in virtual time: the pure core, a simulated runtime, real probe workers against a simulated network if there
/// is one, and both clocks. Nothing happens but by `run`.
package final class SimulatedNode {
    package var core: NodeCore
    package var runtime = SimulatedRuntime()
    package let nodeFacts: NodeFacts
    package let network: SimulatedNetwork?
    package private(set) var prober: SimulatedProber?
    /// Nanoseconds since the simulation began.
    package internal(set) var time: Int64 = 0
    /// What the wall clock is ahead of the monotonic one; a test may make it jump.
    package var wallAhead: Int64 = 1_700_000_000_000_000_000
    package internal(set) var trace: [(seconds: Double, action: NodeAction)] = []
    /// Everything that was ever done is kept in `trace`.
    package var keepsTrace = true
    /// Sees every action before it is carried out, and every input before it is handled.
    package var onAction: ((NodeAction) -> Void)?
    package var onInput: ((NodeInput) -> Void)?
    /// Sees which pods look different now, after all that was to be done at once.
    package var onPublish: ((Set<String>) -> Void)?
    package internal(set) var disk = SimulatedDisk()
    package internal(set) var due = DueQueue<() -> Void>()
    package internal(set) var underWay: [UInt64: PodOperation] = [:]
    private var wakeAt: Int64?
    private var relistPending = false
    /// The whole second that was looked at last.
    private var lastTick: Int64
    /// Whether something happened that the core has not looked at yet.
    private var isStale = true
    private var seenChanges: UInt64 = 0
    private var nextEnd: (changes: UInt64, at: Int64?) = (.max, nil)

    /// While false, the runtime is not asked.
    package var relists = true
    /// Looks at the runtime only when there is something new; for long simulations.
    package var skipsIdleRelists = false
    /// Seconds from the question to the answer of a relist.
    package var relistLatency: () -> Double = { 0 }
    /// Operations that never come back.
    package var hangs: (PodOperation) -> Bool = { _ in false }
    package var latencySeconds = 0.0
    /// Seconds from a worker's notice to the core.
    package var noticeLatency: () -> Double = { 0 }
    var noticesLandAt: Int64 = 0
    var noticesUnderWay = 0
    /// Seconds that a write of what podprobe keeps takes.
    package var diskLatency: () -> Double = { 0 }
    /// Whether the core hears of one thing a second time.
    package var deliversTwice: () -> Bool = { false }
    /// The same for one operation.
    package var latency: ((PodOperation) -> Double)?
    /// What an operation fails with, if anything, instead of being done.
    package var failure: (PodOperation) -> RuntimeError? = { _ in nil }
    /// What becomes of each operation, where the three above say nothing.
    package var fate: ((PodOperation) -> Fate)?
    /// How a hook goes: seconds until it is over (nil: never) and what it fails with.
    package var hook: (HookCall) -> (seconds: Double?, error: RuntimeError?) = { _ in (0, nil) }
    /// podprobe dies when it has carried out so many more actions.
    package var diesAfterActions: Int?
    package internal(set) var isDead = false

    package static let monotonicAhead: Int64 = 5_000_000_000

    package init(
        nodeName: String = "node", facts: NodeFacts? = nil, network: SimulatedNetwork? = nil,
        restoring: [PodState] = [], time: Int64 = 0
    ) {
        let facts = facts ?? NodeFacts(nodeName: nodeName, hostIP: "10.0.0.1", runtimeName: "process")
        nodeFacts = facts
        self.network = network
        self.time = time
        lastTick = time
        core = NodeCore(facts, restoring: restoring)
        if let network {
            prober = SimulatedProber(
                network, agentStart: now.monotonic,
                wall: { [unowned self] in wall($0.nanoseconds - Self.monotonicAhead) },
                notify: { [unowned self] in post($0) })
        }
    }

    /// podprobe is killed and started again: the runtime, the disk and the clocks go on. Operations under way are carried
    /// out or not, one by one, as `isCarriedOut` says, and writes up to one of them; nobody hears of it.
    package func reborn(_ isCarriedOut: () -> Bool = { false }) -> SimulatedNode {
        for id in underWay.keys.sorted() {
            if let operation = underWay[id], isCarriedOut() { _ = perform(operation) }
        }
        while disk.hasPending, isCarriedOut() { disk.landFirst() }
        let next = SimulatedNode(
            facts: nodeFacts, network: network, restoring: stored.values.sorted { $0.uid < $1.uid }, time: time)
        (next.runtime, next.wallAhead, next.disk) = (runtime, wallAhead, disk.abandoned())
        (next.keepsTrace, next.skipsIdleRelists) = (keepsTrace, skipsIdleRelists)
        (next.relistLatency, next.hangs, next.latency) = (relistLatency, hangs, latency)
        (next.latencySeconds, next.failure, next.hook) = (latencySeconds, failure, hook)
        (next.onAction, next.onInput, next.onPublish, next.fate) = (onAction, onInput, onPublish, fate)
        next.prober?.onAttempt = prober?.onAttempt
        (next.deliversTwice, next.noticeLatency, next.diskLatency) = (deliversTwice, noticeLatency, diskLatency)
        isDead = true
        return next
    }

    package var now: Moment {
        Moment(wall: wall(time), monotonic: MonotonicTime(nanoseconds: time + Self.monotonicAhead))
    }
    package var seconds: Double { Double(time) / 1e9 }
    /// By uid.
    package var stored: [String: PodState] { disk.stored }
    func wall(_ time: Int64) -> Timestamp { Timestamp(nanoseconds: time + wallAhead) }

    // Inputs

    package func apply(_ pods: [Pod], configs: ConfigData = [:], isComplete: Bool = true) {
        let pods = pods.map { DesiredPod(pod: $0, source: "/pods/\($0.metadata.name)") }
        handle(.apply(DesiredSet(pods, configs: configs, isComplete: isComplete)))
    }

    /// What a probe finds, where no worker of the simulation does.
    package func probe(_ container: String, _ type: ProbeType, _ result: ProbeResult, pod: Pod) {
        guard let id = runtime.newest(container)?.id else { return }
        let key = ProbeKey(podUID: pod.metadata.uid, container: container, type: type)
        handle(.notice(.result(key, containerID: id, result)))
    }

    package func handle(_ input: NodeInput) {
        if isDead { return }
        onInput?(input)
        let turn = core.handle(input, at: now)
        carryOut(turn)
        if !isDead, !turn.changedPods.isEmpty { onPublish?(turn.changedPods) }
    }

    /// Lets virtual time pass; the runtime is looked at every second, and at once when the core asks for it.
    package func run(seconds: Double) { run(until: time + Int64(seconds * 1e9)) }

    /// The same up to a time in nanoseconds.
    package func run(until end: Int64) {
        if !skipsIdleRelists { relistPending = true }
        while !isDead, let next = nextTime(), next <= end {
            time = max(time, next)
            step()
        }
        if !isDead { time = end }
    }

    package func run(until condition: () -> Bool, within seconds: Double = 600) -> Bool {
        let end = time + Int64(seconds * 1e9)
        while !condition() {
            guard time < end else { return false }
            run(seconds: 0.25)
        }
        return true
    }

    private func nextTime() -> Int64? {
        var next = nextTick
        for other in [due.nextTime, wakeAt, prober?.due.nextTime.map { $0 - Self.monotonicAhead }] {
            if let other { next = min(next, other) }
        }
        return relistPending ? min(next, time) : next
    }

    /// The next whole second that is worth it.
    private var nextTick: Int64 {
        var from = time
        if skipsIdleRelists, !isStale, runtime.changes == seenChanges {
            if nextEnd.changes != runtime.changes { nextEnd = (runtime.changes, runtime.nextEnd) }
            guard let end = nextEnd.at else { return .max }
            from = max(time, end)
        }
        return (max(from, lastTick + 1) + 999_999_999) / 1_000_000_000 * 1_000_000_000
    }

    private func step() {
        if let work = due.pop(dueBy: time) {
            work()
        } else if let one = prober?.due.pop(dueBy: time + Self.monotonicAhead) {
            prober?.carryOut(one, at: now.monotonic)
        } else if let at = wakeAt, at <= time {
            wakeAt = nil
            handle(.wake)
        } else {
            relistPending = false
            let isTick = time % 1_000_000_000 == 0
            if isTick { lastTick = time }
            relist()
            if isTick { handle(.housekeeping) }
        }
    }

    private func relist() {
        guard relists else { return }
        runtime.settle(time, wall: wall)
        (isStale, seenChanges) = (false, runtime.changes)
        let relist = RuntimeRelist(
            serial: core.beginRelist(), begunAt: now.monotonic, sandboxes: Array(runtime.sandboxes.values),
            containers: runtime.instances.values.map(\.record))
        deliver(relist, after: relistLatency())
    }

    // Actions

    private func carryOut(_ turn: NodeTurn) {
        if turn.wantsRelist { relistPending = true }
        // There may be something to remember at the next tick.
        if !turn.actions.isEmpty || !turn.changedPods.isEmpty { isStale = true }
        wakeAt = turn.wakeAt.map { max(time, $0.nanoseconds - Self.monotonicAhead) }
        for action in turn.actions {
            if let left = diesAfterActions {
                diesAfterActions = left - 1
                if left <= 0 {
                    isDead = true
                    return
                }
            }
            if keepsTrace { trace.append((seconds, action)) }
            onAction?(action)
            switch action {
            case .operation(let id, let pod, let operation): begin(id, pod, operation)
            case .remember(let state): write(.state(state))
            case .forget(let uid): write(.removal(uid))
            case .probe(let command): prober?.carryOut(command, at: now.monotonic)
            case .event, .log, .measure: break
            }
            if isDead { return }
        }
    }

    /// What is stored and what has finished is news to the next relist.
    func finished(_ id: UInt64, _ pod: String, _ outcome: PodOutcome) {
        isStale = true
        handle(.finished(id, pod: pod, outcome))
        if deliversTwice() { handle(.finished(id, pod: pod, outcome)) }
    }
}
