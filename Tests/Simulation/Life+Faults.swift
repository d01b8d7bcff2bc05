import Manifests
import PodModel
import Runtimes
import SimulatedWorld
import Supervision

/// What goes wrong.
extension Life {
    private func roll(_ probability: Double) -> Bool { lottery.chance.chance(probability) }
    private func seconds(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &lottery.chance) }

    /// How a container lives, drawn when it is started.
    func behaviour(_ config: ContainerConfig) -> Behaviour {
        if isStorm, roll(0.05) { return Behaviour(createError: RuntimeError(.create, "no room")) }
        if isStorm, roll(0.05) { return Behaviour(startError: RuntimeError(.start, "no such command")) }
        let term: Double? = roll(0.15) ? nil : seconds(0...6)
        if config.name.hasPrefix("i") {
            return Behaviour(
                exitsAfter: seconds(0...20), exitCode: roll(isStorm ? 0.4 : 0.1) ? 1 : 0, termSeconds: term)
        }
        let lives: Double? = roll(isStorm ? 0.4 : 0.15) ? seconds(0...(roll(0.5) ? 30 : 2_000)) : nil
        return Behaviour(
            exitsAfter: lives, exitCode: roll(0.6) ? 1 : 0, termSeconds: term, termExitCode: roll(0.5) ? 143 : 0)
    }

    func hook(_ call: HookCall) -> (seconds: Double?, error: RuntimeError?) {
        let error = roll(isStorm ? 0.3 : 0.05) ? RuntimeError(.other, "exit status 1") : nil
        // A postStart that never returns holds its pod up for ever; one that hangs does so for minutes here.
        if roll(isStorm ? 0.15 : 0.02) { return (call.kind == .preStop ? nil : seconds(30...200), error) }
        return (seconds(0...(call.kind == .preStop ? 20 : 8)), error)
    }

    func setFaults() {
        node.relistLatency = { [unowned self] in roll(0.3) ? seconds(0...4) : 0 }
        node.deliversTwice = { [unowned self] in roll(0.03) }
        node.noticeLatency = { [unowned self] in roll(0.1) ? seconds(0...3) : 0 }
        // Writes are late, and none fails: on a disk that takes nothing podprobe goes on and says that counts and back-off may
        // be forgotten, so that over its next restart no count and no wait would be wrong any more.
        node.diskLatency = { [unowned self] in roll(0.3) ? seconds(0...2) : 0 }
        node.fate = { [unowned self] operation in
            if case .save = operation { return .done(after: 0) }
            if roll(0.05) {
                return .fails(RuntimeError(.other, "no answer"), after: seconds(0...2))
            }
            if roll(0.02) { return .timesOut(after: 120, isCarriedOutLater: roll(0.5)) }
            return .done(after: roll(0.5) ? 0 : seconds(0...3))
        }
    }

    func setNoFaults() {
        node.relistLatency = { 0 }
        node.deliversTwice = { false }
        node.noticeLatency = { 0 }
        node.diskLatency = { 0 }
        let latency = roll(0.5) ? 0 : 0.05
        node.fate = { _ in .done(after: latency) }
    }

    func disturb() {
        switch Int.random(in: 0..<13, using: &lottery.chance) {
        case 0: jumpWall()
        case 1: node.diesAfterActions = Int.random(in: 0...12, using: &lottery.chance)
        case 2: die()
        case 3: stopAndStart()
        case 4: node.relists.toggle()
        case 5, 6: crash()
        case 7: restartRuntime()
        case 8: loseRecord()
        case 9: makeUnknown()
        case 10, 11:
            changeManifests()
            // Before much of it was noted.
            if roll(0.3) { dieSoon() }
        default: break
        }
    }

    private func jumpWall() {
        node.wallAhead += Int64.random(in: -7_200...7_200, using: &lottery.chance) * 1_000_000_000
        truth.wallJumpedAt = node.time
    }

    /// A container ends by itself, or is killed by somebody else.
    func crash() {
        guard let id = anyInstance(running: true) else { return }
        node.end(id, with: roll(0.3) ? 0 : roll(0.5) ? 137 : 1)
    }

    /// Sorted, because a dictionary's order is another in every process.
    private func anyInstance(running: Bool) -> String? {
        let ids = node.runtime.instances.filter { !running || $0.value.record.state == .running }.keys
        return ids.sorted().randomElement(using: &lottery.chance)
    }

    private func loseRecord() {
        guard let id = anyInstance(running: false) else { return }
        node.lose(id)
    }

    private func makeUnknown() {
        guard let id = anyInstance(running: true) else { return }
        node.runtime.instances[id]?.record.state = .unknown
    }

    /// Every sandbox is stopped, and every container with it; some records are lost.
    private func restartRuntime() {
        for id in node.runtime.sandboxes.keys.sorted() { node.runtime.sandboxes[id]?.ready = false }
        for id in node.runtime.instances.keys.sorted() {
            if node.runtime.instances[id]?.endedAt == nil { node.end(id, with: 137) }
            if roll(0.1) { node.lose(id) }
        }
    }

    // podprobe itself

    private func dieSoon() {
        pass(seconds: seconds(0...3))
        die()
    }

    func die() {
        node.kill()
        comeBack()
    }

    /// SIGTERM: every pod ends within its grace, and the next podprobe starts them again.
    private func stopAndStart() {
        truth.forgetBackOffOfRunning(node)
        node.handle(.stopAll)
        truth.forgetBackOffOfRunning(node)
        let end = node.seconds + 90
        while !node.core.hasStopped, node.seconds < end, !node.isDead { node.run(seconds: 1) }
        node.kill()
        comeBack()
    }

    /// The next podprobe: the disk is as it was, what was asked of the runtime is done or not, and some time has passed.
    func comeBack() {
        node = node.reborn { [unowned self] in roll(0.5) }
        node.diesAfterActions = nil
        truth.isStopping = false
        watch()
        node.skip(seconds: roll(0.5) ? seconds(0...120) : 0)
        truth.at(node.time)
        truth.look(at: node.runtime)
        truth.podprobeRestarted(node)
        ledger = .init()
        sources.forget()
        read(roll(0.5) ? .periodic : .changed)
    }
}
