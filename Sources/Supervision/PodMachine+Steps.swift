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
        guard (flights.isEmpty && kills.isEmpty) || mayOverlap(step) else { return false }
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
        if case .kill = step { flights.values.allSatisfy(\.isPartOfKill) } else { false }
    }

    @discardableResult
    mutating func fly(_ operation: PodOperation, start: StartStep? = nil, _ turn: inout NodeTurn) -> UInt64 {
        let id = turn.run(operation, of: self)
        flights[id] = Flight(operation: operation, since: turn.now.monotonic, start: start)
        return id
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

    private mutating func beginSandbox(_ attempt: UInt32, _ turn: inout NodeTurn) {
        if isHeld("sandbox", turn.now) {
            queue.removeAll()
            return
        }
        let labels = pod.metadata.labels
        let config = PodSandboxConfig(
            podName: pod.metadata.name, podNamespace: pod.metadata.namespace, podUID: uid, attempt: attempt,
            hostname: pod.spec.hostname.isEmpty ? pod.metadata.name : pod.spec.hostname, labels: labels)
        turn.measure(.podStarting)
        fly(.runSandbox(config), &turn)
    }
}
