import EventLoops
import Metrics
import PodModel

/// Attempts that are due and have no free place wait here, in order; that they do is podprobe's lateness.
extension ProbeLoop {
    /// No worker has it: their index would have to be four thousand million.
    static let pulseTag = UInt64.max
    /// Often enough to notice that the loop stalled in the midst of an attempt, rare enough to cost nothing.
    private static let pulseNanoseconds: Int64 = 50_000_000
    /// While attempts wait for a place: soon after the next of those in flight can have aged.
    private static let waitingPulseNanoseconds: Int64 = 5_000_000
    /// Starts before answers are looked at again: some 10 ms of work at worst.
    private static let startsPerTurn = 128

    /// Exec probes wait in the exec thread's own queue.
    func mayStart(_ slot: WorkerSlot) -> Bool {
        if slot.isExec { return true }
        if !queue.isEmpty && !isDraining { return false }
        return hasRoom()
    }

    private func hasRoom() -> Bool {
        if startsTurn != loop.now {
            startsTurn = loop.now
            starts = 0
            gate.age(at: loop.now, loopLag: loop.lag, prober.markAged)
        }
        return starts < Self.startsPerTurn && gate.mayStart
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
        while hasRoom(), let tag = queue.popFirst() {
            guard let slot = slot(tag), case .waiting = slot.state else { continue }
            slot.state = .idle(nil)
            evaluate(slot)
        }
        dueGauge.set(Double(queue.count))
    }

    /// While something is in flight or waits, the loop looks at itself now and then.
    func startPulse() {
        let wait =
            queue.isEmpty ? Self.pulseNanoseconds : starts < Self.startsPerTurn ? Self.waitingPulseNanoseconds : 0
        if let pulse {
            guard pulse.due > loop.now + wait else { return }
            loop.cancel(pulse.timer)
        }
        let due = loop.now + wait
        pulse = (loop.setTimer(at: due, self, tag: Self.pulseTag), due)
    }

    func pulsed() {
        pulse = nil
        drain()
        let oldest = queue.first.flatMap(slot).map { loop.now - $0.schedule.due } ?? 0
        oldestGauge.set(Double(max(0, oldest)) / 1e9)
        if prober.inFlight > 0 || !queue.isEmpty { startPulse() }
    }
}
