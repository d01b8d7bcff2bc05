import EventLoops
import PodModel

/// One worker in its place in a loop: the pure parts, the target they aim at, and what is under way.
final class WorkerSlot {
    enum State {
        /// Until the next due time.
        case idle(TimerID?)
        /// Due, and in the queue for a free place.
        case waiting
        case probing(UInt64)
    }

    /// Generation and index in the loop's table.
    let tag: UInt64
    let key: ProbeKey
    let handler: ProbeHandler
    let periodNanoseconds: Int64
    let timeoutNanoseconds: Int64
    let cells: ProbeCells
    let series: ProbeSeries
    var worker: ProbeWorker
    var schedule: ProbeSchedule
    var state = State.idle(nil)
    /// nil until the first attempt, and again when address or environment change.
    var target: ProbeTarget?
    /// How late the attempt under way was started.
    var lateNanoseconds: Int64 = 0
    /// Whether the last attempt was not judged: only the first of a row is told.
    var wasInconclusive = false

    init(
        _ plan: ProbePlan, tag: UInt64, handler: ProbeHandler, cells: ProbeCells, series: ProbeSeries,
        now: MonotonicTime, agentStart: MonotonicTime
    ) {
        self.tag = tag
        self.handler = handler
        self.cells = cells
        self.series = series
        key = plan.key
        periodNanoseconds = plan.periodNanoseconds
        timeoutNanoseconds = plan.timeoutNanoseconds
        worker = ProbeWorker(
            type: plan.key.type, probe: plan.probe, initialDelayNanoseconds: plan.initialDelayNanoseconds)
        schedule = ProbeSchedule(
            periodNanoseconds: plan.periodNanoseconds, phase: plan.key.phase, created: now, agentStart: agentStart)
    }

    var index: Int { Int(tag & 0xFFFF_FFFF) }
    var isExec: Bool { handler.kind == .exec }

    /// What is started later than this is late enough to be podprobe's fault when it fails (product.md, promise 3).
    private var lateLimitNanoseconds: Int64 { max(1_000_000_000, periodNanoseconds / 2) }
    func isLate(_ nanoseconds: Int64) -> Bool { nanoseconds > lateLimitNanoseconds }
}
