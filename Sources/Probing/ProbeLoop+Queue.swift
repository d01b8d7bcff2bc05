import EventLoops
import Metrics
import PodModel

/// Attempts that are due and have no free place wait here, in order; that they do is podprobe's lateness.
extension ProbeLoop {
    /// No worker has it: their index would have to be four thousand million.
    static let pulseTag = UInt64.max
    /// Often enough to notice that the loop stalled in the midst of an attempt, rare enough to cost nothing.
    private static let pulseNanoseconds: Int64 = 50_000_000
    /// With attempts waiting: soon after the next of those in flight can have aged.
    private static let waitingPulseNanoseconds: Int64 = 5_000_000

    /// Exec probes wait in the exec thread's own queue.
    func mayStart(_ slot: WorkerSlot) -> Bool {
        if slot.isExec { return true }
        if !queue.isEmpty && !isDraining { return false }
        gate.age(at: loop.now, loopLag: loop.lag, prober.markAged)
        return gate.mayStart
    }

    func enqueue(_ slot: WorkerSlot) {
        slot.state = .waiting
        queue.append(slot.tag)
        dueGauge.set(Double(queue.count))
        startPulse()
    }

    /// Starts what waits, as far as there are places.
    func drain() {
        guard !isDraining, !queue.isEmpty else { return }
        isDraining = true
        defer { isDraining = false }
        gate.age(at: loop.now, loopLag: loop.lag, prober.markAged)
        while gate.mayStart, let tag = queue.popFirst() {
            guard let slot = slot(tag), case .waiting = slot.state else { continue }
            slot.state = .idle(nil)
            evaluate(slot)
        }
        dueGauge.set(Double(queue.count))
    }

    /// While something is in flight or waits, the loop looks at itself now and then.
    func startPulse() {
        guard pulse == nil else { return }
        let wait = queue.isEmpty ? Self.pulseNanoseconds : Self.waitingPulseNanoseconds
        pulse = loop.setTimer(at: loop.now + wait, self, tag: Self.pulseTag)
    }

    func pulsed() {
        pulse = nil
        drain()
        let oldest = queue.first.flatMap(slot).map { loop.now - $0.schedule.due } ?? 0
        oldestGauge.set(Double(max(0, oldest)) / 1e9)
        if prober.inFlight > 0 || !queue.isEmpty { startPulse() }
    }
}
