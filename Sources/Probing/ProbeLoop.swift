import EventLoops
import Metrics
import PodModel

/// The workers of one loop thread: due, one attempt, one verdict, all in plain calls without a lock
/// (engine-measurements, design advice 1).
final class ProbeLoop {
    struct Settings: Sendable {
        let agentStart: MonotonicTime
        /// Attempts in flight on this loop, exec apart.
        let limit: Int
        let metrics: ProbeMetrics
        let notify: @Sendable (ProbeNotice) -> Void
    }

    let loop: EventLoop
    let prober: Prober
    let settings: Settings
    private var slots: [WorkerSlot?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []
    private var indexByKey: [ProbeKey: Int] = [:]
    private var cells: [ProbeType: [ProbeHandlerKind: ProbeCells]] = [:]
    var gate: InFlightGate
    /// Tags of workers that are due and found no free place, in the order of being due.
    var queue = RingBuffer<UInt64>()
    var isDraining = false
    /// How many attempts this turn has started.
    var starts = 0
    var startsTurn = MonotonicTime(nanoseconds: 0)
    var pulse: (timer: TimerID, due: MonotonicTime)?
    let dueGauge: Gauge
    let oldestGauge: Gauge

    init(_ loop: EventLoop, _ services: Prober.Services, _ settings: Settings) {
        self.loop = loop
        self.settings = settings
        prober = Prober(loop, services)
        gate = InFlightGate(limit: settings.limit)
        dueGauge = settings.metrics.due.cell()
        oldestGauge = settings.metrics.oldestAge.cell()
        prober.owner = self
    }

    func slot(_ tag: UInt64) -> WorkerSlot? {
        let index = Int(tag & 0xFFFF_FFFF)
        guard slots.indices.contains(index), let slot = slots[index], slot.tag == tag else { return nil }
        return slot
    }

    private func slot(_ key: ProbeKey) -> WorkerSlot? { indexByKey[key].flatMap { slots[$0] } }
}

// MARK: What mail asks for

extension ProbeLoop {
    func add(_ plan: ProbePlan, _ handler: ProbeHandler, _ context: ProbeContext) {
        remove(plan.key)
        let index = freeIndex()
        let slot = WorkerSlot(
            plan, tag: UInt64(generations[index]) << 32 | UInt64(index), handler: handler,
            cells: cells(plan.key.type, handler.kind), series: ProbeSeries(settings.metrics, plan), now: loop.now,
            agentStart: settings.agentStart)
        slots[index] = slot
        indexByKey[plan.key] = index
        gate.plan(periodNanoseconds: slot.periodNanoseconds)
        slot.cells.workers.add(1)
        slot.worker.update(context, now: loop.now, wall: .now())
        arm(slot)
    }

    func update(_ key: ProbeKey, _ context: ProbeContext) {
        guard let slot = slot(key) else { return }
        let old = slot.worker.context
        if old.podIP != context.podIP || old.exec != context.exec { slot.target = nil }
        slot.worker.update(context, now: loop.now, wall: .now())
    }

    func trigger(_ key: ProbeKey) {
        guard key.type == .readiness, let slot = slot(key), slot.schedule.trigger(at: loop.now) else { return }
        arm(slot)
    }

    func remove(_ key: ProbeKey) {
        guard let slot = slot(key) else { return }
        remove(slot)
        drain()
    }

    func remove(_ slot: WorkerSlot) {
        switch slot.state {
        case .idle(let timer): timer.map(loop.cancel)
        case .waiting: break
        case .probing(let attempt):
            guard let wasAged = prober.abandon(attempt) else { break }
            slot.cells.inFlight.add(-1)
            if !slot.isExec { gate.finished(aged: wasAged) }
        }
        gate.unplan(periodNanoseconds: slot.periodNanoseconds)
        slot.cells.workers.add(-1)
        slot.series.remove()
        indexByKey[slot.key] = nil
        slots[slot.index] = nil
        generations[slot.index] &+= 1
        free.append(slot.index)
    }

    private func freeIndex() -> Int {
        if let index = free.popLast() { return index }
        slots.append(nil)
        generations.append(0)
        return slots.count - 1
    }

    private func cells(_ type: ProbeType, _ kind: ProbeHandlerKind) -> ProbeCells {
        if let known = cells[type]?[kind] { return known }
        let made = ProbeCells(settings.metrics, type, kind)
        cells[type, default: [:]][kind] = made
        return made
    }

    /// Waits for the worker's next due time.
    func arm(_ slot: WorkerSlot) {
        if case .idle(let timer?) = slot.state { loop.cancel(timer) }
        slot.state = .idle(loop.setTimer(at: slot.schedule.due, self, tag: slot.tag))
    }
}
