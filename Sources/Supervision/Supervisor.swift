import EventLoops
package import PodModel
package import Probing
package import Runtimes

/// Keeps the desired pods running: hands everything that happens to the pure `NodeCore` and carries out what it decides.
///
/// Only `NodeCore` decides, on this actor, without ever waiting. Operations run in tasks of their own: those of one pod in
/// the order in which the core asks for them, those of different pods at the same time.
package actor Supervisor {
    let configuration: SupervisorConfiguration
    let runtime: MeasuredRuntime
    let runner: OperationRunner
    let engine: any ProbeControl
    let store: StateStore
    let clock: any SupervisionClock
    let metrics: SupervisionMetrics
    let log: @Sendable (SupervisionLog) -> Void
    let box: SnapshotBox
    private let notices: ProbeNotices

    private var core: NodeCore
    private var isRunning = false
    /// Handed in before the stored state was read.
    private var firstSet: DesiredSet?
    private var loops: [Task<Void, Never>] = []
    private var alarm: (at: MonotonicTime, task: Task<Void, Never>)?
    private var stopWaiters: [CheckedContinuation<Void, Never>] = []
    var relist = RelistState()
    var writes = WriteState()
    /// Whether the last collection of usage failed.
    var statsFail = false

    /// - Parameters:
    ///   - notices: what the engine was made with, so that its answers come here.
    ///   - log: called for each line, from any thread.
    package init(
        _ configuration: SupervisorConfiguration, runtime: any ContainerRuntime, engine: any ProbeControl,
        notices: ProbeNotices, store: StateStore, clock: any SupervisionClock, metrics: SupervisionMetrics,
        log: @escaping @Sendable (SupervisionLog) -> Void
    ) {
        self.configuration = configuration
        self.runtime = MeasuredRuntime(inner: runtime, metrics: metrics.runtime, clock: clock)
        runner = OperationRunner(
            runtime: self.runtime, clock: clock,
            timeoutNanoseconds: Int64(configuration.operationTimeoutSeconds * 1e9))
        self.engine = engine
        self.notices = notices
        self.store = store
        self.clock = clock
        self.metrics = metrics
        self.log = log
        box = SnapshotBox(
            NodeSnapshot(
                nodeName: configuration.nodeName, hostIP: configuration.hostIP, runtimeName: runtime.name,
                capacity: configuration.capacity, allocatable: configuration.allocatable),
            eventLimit: configuration.eventLimit)
        core = NodeCore(Self.facts(configuration, runtime), restoring: [])
    }

    private static func facts(_ configuration: SupervisorConfiguration, _ runtime: any ContainerRuntime) -> NodeFacts {
        NodeFacts(
            nodeName: configuration.nodeName, hostIP: configuration.hostIP, runtimeName: runtime.name,
            staticPods: configuration.staticPods, allocatable: configuration.allocatable,
            admission: configuration.admission, labels: configuration.labels)
    }

    /// The newest state of everything; may be read from any thread.
    package nonisolated var snapshot: NodeSnapshot { box.snapshot }

    /// What a probe found. May be called from any thread; never waits.
    package nonisolated func notice(_ notice: ProbeNotice) { notices.post(notice) }

    /// Replaces the whole set of desired pods. What is no longer in it is terminated, what is new is started.
    package func apply(_ set: DesiredSet) {
        if isRunning { handle(.apply(set)) } else { firstSet = set }
    }

    /// Reads the stored state, finds what still runs, and begins. Call `apply` with the first set before or just after:
    /// nothing is judged to be orphaned before the first set is known.
    package func start() async {
        let stored = await store.load()
        for problem in stored.problems { log(SupervisionLog(.error, problem)) }
        core = NodeCore(Self.facts(configuration, runtime.inner), restoring: stored.states)
        isRunning = true
        if let set = firstSet { handle(.apply(set)) }
        loops = [
            Task { await self.followNotices() }, Task { await self.followRuntime() }, Task { await self.tick() },
            Task { await self.collectUsage() },
        ]
    }

    /// Stops every pod within its grace, all at the same time, and returns when none runs. What is stored stays.
    ///
    /// A runtime that does not answer cannot hold up the end for ever: after the longest grace and 30 s more it returns
    /// all the same, and says which pods are left.
    package func stopAll() async {
        guard isRunning else { return }
        let longest = core.machines.values.map(\.pod.spec.terminationGracePeriodSeconds).compactMap { $0 }.max() ?? 0
        handle(.stopAll)
        let deadline = clock.now().monotonic + longest.secondsInNanoseconds + 30_000_000_000
        let limit = Task {
            do { try await clock.sleep(until: deadline) } catch { return }
            self.endWaiting()
        }
        if !core.hasStopped { await withCheckedContinuation { stopWaiters.append($0) } }
        limit.cancel()
        for machine in core.machines.values where !machine.hasHalted {
            log(
                SupervisionLog(.error, "The pod could not be stopped in time; it is left as it is.", pod: machine.label)
            )
        }
        isRunning = false
        for loop in loops { loop.cancel() }
        alarm?.task.cancel()
        notices.finish()
        runner.end()
    }

    private func endWaiting() {
        for waiter in stopWaiters { waiter.resume() }
        stopWaiters = []
    }

    // The one way in and out of the core

    func handle(_ input: NodeInput) {
        guard isRunning else { return }
        let begun = clock.now()
        let turn = core.handle(input, at: begun)
        let pods = turn.changedPods.map { (uid: $0, snapshot: core.snapshot(of: $0)) }
        carryOut(turn, pods)
        setAlarm(turn.wakeAt)
        let end = clock.now()
        metrics.loops.note(.sync, nanoseconds: end.monotonic - begun.monotonic, at: end)
        if !stopWaiters.isEmpty, core.hasStopped { endWaiting() }
    }

    func beginRelist() -> UInt64 { core.beginRelist() }
    var backingOff: Int { core.machines.values.reduce(0) { $0 + $1.backingOff } }

    private func setAlarm(_ time: MonotonicTime?) {
        guard let time, alarm.map({ time < $0.at }) ?? true else { return }
        alarm?.task.cancel()
        let task = Task {
            do { try await clock.sleep(until: time) } catch { return }
            self.ring(time)
        }
        alarm = (time, task)
    }

    private func ring(_ time: MonotonicTime) {
        guard alarm?.at == time else { return }
        alarm = nil
        handle(.wake)
    }

    private func followNotices() async {
        for await notice in notices.stream { handle(.notice(notice)) }
    }
}
