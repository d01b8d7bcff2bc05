package import EventLoops

/// When one worker is due: a grid of whole periods from its first evaluation (kubelet-semantics 2.1). Pure.
///
/// Use: wait until ``due``, ``begin(at:)``, evaluate, ``end(at:)``, and again.
package struct ProbeSchedule: Sendable {
    private let period: Int64
    /// The tick that the next (or the running) evaluation answers.
    private var tick: MonotonicTime
    /// When the next evaluation may begin at the earliest: its tick, or the end of the evaluation before. Lateness is
    /// counted from here, because time that the target itself took is not ours.
    package private(set) var due: MonotonicTime
    private var isFirst = true
    private var isEvaluating = false
    private var triggered = false

    /// The first evaluation is at once, except in the agent's first period: then it waits for the worker's own phase,
    /// so that the load is flat, and the same after every restart of the agent (product.md).
    /// - Parameter phase: any number that is stable for the worker.
    package init(periodNanoseconds: Int64, phase: UInt64, created: MonotonicTime, agentStart: MonotonicTime) {
        precondition(periodNanoseconds > 0, "period \(periodNanoseconds) ns")
        period = periodNanoseconds
        let age = created - agentStart
        var wait: Int64 = 0
        if age < period {
            wait = (Int64(phase % UInt64(period)) - age) % period
            if wait < 0 { wait += period }
        }
        tick = created + wait
        due = tick
    }

    /// An evaluation begins. Returns how many whole periods it waited beyond ``due``: ticks that are dropped.
    package mutating func begin(at now: MonotonicTime) -> Int64 {
        precondition(!isEvaluating, "an evaluation began inside another")
        isEvaluating = true
        isFirst = false
        let missed = max(0, now - due) / period
        tick = tick + missed * period
        return missed
    }

    /// The evaluation ended. A tick that came in the meantime is due at once, further ones are dropped: their number
    /// is returned.
    package mutating func end(at now: MonotonicTime) -> Int64 {
        precondition(isEvaluating, "an evaluation ended that never began")
        isEvaluating = false
        if triggered {
            triggered = false
            tick = now
            due = now
            return 0
        }
        tick = tick + period
        if tick > now {
            due = tick
            return 0
        }
        let missed = (now - tick) / period
        tick = tick + missed * period
        due = now
        return missed
    }

    /// Asks for an evaluation at once, from which the grid starts anew. Returns whether ``due`` became now; else it is
    /// remembered until the evaluation that runs, or the first one, has ended.
    package mutating func trigger(at now: MonotonicTime) -> Bool {
        if isEvaluating || isFirst {
            triggered = true
            return false
        }
        if due <= now { return false }
        tick = now
        due = now
        return true
    }
}
