import EventLoops
import PodModel
import Runtimes

/// Doing one step after the other.
extension PodMachine {
    /// A failed call is tried again after the kubelet's 10 s, and up to 5 s more by the pod's uid, so that what failed
    /// together does not come back together.
    static let retryNanoseconds: Int64 = 10_000_000_000

    var retryDelayNanoseconds: Int64 {
        let spread = uid.utf8.reduce(UInt64(0)) { ($0 &* 31) &+ UInt64($1) } % 5_000
        return Self.retryNanoseconds + Int64(spread) * 1_000_000
    }

    /// Says whether there was a step that could begin.
    mutating func beginNextStep(_ turn: inout NodeTurn) -> Bool {
        guard let step = queue.first else { return false }
        guard flights.isEmpty || mayOverlap(step) else { return false }
        queue.removeFirst()
        switch step {
        case .kill(let kills): begin(kills, &turn)
        case .stopSandbox(let id): begin(.stopSandbox(id: id), &turn)
        case .removeSandbox(let id): begin(.removeSandbox(id: id), &turn)
        case .removeContainer(let id): begin(.removeContainer(id: id), &turn)
        case .runSandbox(let attempt): beginSandbox(attempt, &turn)
        case .start(let start): begin(start, &turn)
        case .launch(let start, let config): launch(start, config, &turn)
        case .save: fly(.save(state(now: turn.now)), &turn)
        }
        return true
    }

    /// Stops may join stops that are under way.
    private func mayOverlap(_ step: PodStep) -> Bool {
        if case .kill = step { flights.values.allSatisfy { $0.killsAt != nil } } else { false }
    }

    mutating func fly(_ operation: PodOperation, start: StartStep? = nil, _ turn: inout NodeTurn) {
        let id = turn.run(operation, of: self)
        flights[id] = Flight(operation: operation, since: turn.now.monotonic, start: start)
    }

    private mutating func begin(_ operation: PodOperation, _ turn: inout NodeTurn) {
        if isHeld(operation.description, turn.now) { return }
        fly(operation, &turn)
    }

    func isHeld(_ what: String, _ now: Moment) -> Bool {
        holds[what].map { $0 > now.monotonic } ?? false
    }

    mutating func hold(_ what: String, _ now: Moment) {
        let until = now.monotonic + retryDelayNanoseconds
        holds[what] = until
        wake(at: until)
    }

    private mutating func begin(_ kills: [ContainerKill], _ turn: inout NodeTurn) {
        for kill in kills {
            let killsAt = turn.now.monotonic + kill.graceSeconds * 1_000_000_000
            if flights.values.contains(where: { $0.stops(kill.id) && ($0.killsAt ?? killsAt) <= killsAt }) { continue }
            if isHeld("stop \(kill.id)", turn.now) {
                dropWhatRelies(on: kill)
                continue
            }
            if !isOrphan {
                turn.event(.normal, "Killing", kill.reason.message(kill.name), self, container: kill.name)
            }
            turn.log(
                .info, "\(kill.reason.message(kill.name)) (grace \(kill.graceSeconds) s).", self, container: kill.name)
            stopsAskedAt[kill.id] = stopsAskedAt[kill.id] ?? turn.now.monotonic
            fly(.stopContainer(kill), &turn)
        }
    }

    /// It may still run: neither its next instance may be started, nor its sandbox be taken away.
    private mutating func dropWhatRelies(on kill: ContainerKill) {
        let movesSandbox = queue.contains {
            if case .runSandbox = $0 { return true }
            if case .stopSandbox = $0 { return true }
            return false
        }
        queue.removeAll { step in
            if case .start(let start) = step { movesSandbox || start.name == kill.name } else { movesSandbox }
        }
    }

    private mutating func beginSandbox(_ attempt: UInt32, _ turn: inout NodeTurn) {
        if isHeld("sandbox", turn.now) {
            queue.removeAll()
            return
        }
        let labels = pod.metadata.labels
        let config = PodSandboxConfig(
            podName: pod.metadata.name, podNamespace: pod.metadata.namespace, podUID: uid, attempt: attempt,
            hostname: pod.spec.hostname.isEmpty ? pod.metadata.name : pod.spec.hostname, labels: labels)
        fly(.runSandbox(config), &turn)
    }
}
