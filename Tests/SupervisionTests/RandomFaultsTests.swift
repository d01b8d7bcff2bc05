import EventLoops
import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

/// A time of random faults from a seed, with rules that must hold at every step and at rest afterwards.
final class FaultyTime {
    private var chance: SeededGenerator
    private var node = SimulatedNode()
    private var pods: [Pod] = []
    private var failedProbes: Set<String> = []
    private var counts: [String: Int32] = [:]
    private var seen = 0
    private(set) var complaints: [String] = []

    /// Of ten seconds each on average.
    private let steps: Int

    init(seed: UInt64, steps: Int = 120) {
        chance = SeededGenerator(seed: seed)
        self.steps = steps
    }

    func run() {
        for index in 0..<3 { pods.append(newPod(index)) }
        setFaults()
        node.apply(pods)
        for _ in 0..<steps {
            node.run(seconds: Double.random(in: 1...19, using: &chance))
            disturb()
            check()
        }
        rest()
    }

    private func newPod(_ index: Int) -> Pod {
        var containers = [container("c0", liveness: tcpProbe(grace: 3), readiness: tcpProbe())]
        if chance.chance(0.5) { containers.append(container("c1")) }
        let inits = chance.chance(0.4) ? [container("i0"), container("i1")] : []
        return pod(
            "p\(index)", uid: "u\(index)-\(UInt16.random(in: 0...999, using: &chance))",
            grace: Int64.random(in: 1...40, using: &chance), inits: inits, containers: containers)
    }

    // Faults

    private func setFaults() {
        node.latencySeconds = chance.chance(0.5) ? 0 : 0.3
        node.runtime.behaviour = { [self] name, _ in
            if name.hasPrefix("i") { return .exits(chance.chance(0.3) ? 1 : 0, after: 1) }
            if chance.chance(0.05) { return Behaviour(createError: RuntimeError(.create, "no room")) }
            if chance.chance(0.05) { return Behaviour(startError: RuntimeError(.start, "no such command")) }
            let term: Double? = chance.chance(0.2) ? nil : Double.random(in: 0...5, using: &chance)
            let lives: Double? = chance.chance(0.4) ? Double.random(in: 0...900, using: &chance) : nil
            return Behaviour(exitsAfter: lives, exitCode: chance.chance(0.5) ? 1 : 0, termSeconds: term)
        }
        node.failure = { [self] _ in chance.chance(0.03) ? RuntimeError(.other, "no answer") : nil }
    }

    private func disturb() {
        switch Int.random(in: 0..<12, using: &chance) {
        case 0: node.wallAhead += Int64.random(in: -7_200...7_200, using: &chance) * 1_000_000_000
        case 1: restartPodprobe()
        case 2: node.relists.toggle()
        case 3, 4, 5: failProbe()
        case 6: pods[0] = newPod(0); node.apply(pods)
        case 7: node.apply(Array(pods.dropLast()))
        case 8: node.apply(pods)
        case 9: loseContainer()
        default: break
        }
    }

    private func restartPodprobe() {
        check()
        let old = node
        node = old.reborn { [self] in chance.chance(0.5) }
        node.relists = true
        setFaults()
        seen = 0
        // What was shown in the last moment before may not have reached the disk.
        counts = counts.mapValues { max(0, $0 - 1) }
        node.apply(pods)
    }

    private func failProbe() {
        guard let pod = pods.randomElement(using: &chance),
            let id = node.container(pod, "c0")?.containerID.split(separator: "/").last.map(String.init)
        else { return }
        let type: ProbeType = chance.chance(0.5) ? .liveness : .readiness
        if type == .liveness { failedProbes.insert(id) }
        let key = ProbeKey(podUID: pod.metadata.uid, container: "c0", type: type)
        node.handle(
            .notice(.result(key, containerID: id, type == .liveness || chance.chance(0.5) ? .failure : .success)))
    }

    private func loseContainer() {
        guard chance.chance(0.3), let id = node.runtime.instances.keys.sorted().randomElement(using: &chance) else {
            return
        }
        node.runtime.instances[id] = nil
    }

    // Rules

    private func check() {
        var running: [String: Int] = [:]
        for one in node.runtime.instances.values.map(\.record) where one.state == .running {
            running["\(one.podUID)/\(one.name)", default: 0] += 1
        }
        for (name, count) in running where count > 1 { complain("\(count) instances of \(name) run") }
        // A pod that was removed and came back starts afresh.
        for case .forget(let uid) in node.trace[seen...].map(\.action) {
            counts = counts.filter { !$0.key.hasPrefix(uid + "/") }
        }
        for pod in pods {
            for name in ["c0", "c1", "i0", "i1"] {
                guard let count = node.container(pod, name)?.restartCount else { continue }
                let key = "\(pod.metadata.uid)/\(name)"
                if count < counts[key] ?? 0 {
                    complain("restart count of \(key): \(counts[key] ?? 0) to \(count)")
                }
                counts[key] = count
            }
        }
        for one in node.trace[seen...] { check(one.action) }
        seen = node.trace.count
    }

    private func check(_ action: NodeAction) {
        guard case .operation(_, _, .stopContainer(let kill)) = action else { return }
        if case .liveness = kill.reason, !failedProbes.contains(kill.id) { complain("killed without cause: \(kill)") }
        if kill.graceSeconds < 2 { complain("grace: \(kill)") }
    }

    /// Without faults everything that is wanted comes to run, and nothing else is left.
    private func rest() {
        node.relists = true
        node.failure = { _ in nil }
        node.runtime.behaviour = { name, _ in name.hasPrefix("i") ? .exits(0) : .steady }
        for id in node.runtime.instances.keys { node.runtime.instances[id]?.endsAt = nil }
        for id in node.runtime.instances.keys where node.runtime.instances[id]?.record.name.hasPrefix("i") == true {
            node.runtime.instances[id]?.endsAt = 0
        }
        node.apply(pods)
        node.run(seconds: 900)
        check()
        for pod in pods {
            let status = node.status(pod)
            if status.phase != .running { complain("\(pod.metadata.name) is \(status.phase) at rest") }
            for one in pod.spec.containers where !(node.container(pod, one.name)?.state.isRunning ?? false) {
                complain("\(pod.metadata.name)/\(one.name) at rest: \(node.container(pod, one.name)?.short ?? "none")")
            }
        }
        let uids = Set(pods.map(\.metadata.uid))
        for one in node.runtime.instances.values where !uids.contains(one.record.podUID) {
            complain("left over: \(one.record.name) of \(one.record.podUID)")
        }
        if node.runtime.sandboxes.values.count(where: { $0.ready }) != pods.count { complain("sandboxes at rest") }
    }

    var trace: [String] { node.trace.map { "\($0.seconds) \($0.action)" } }

    private func complain(_ text: String) {
        complaints.append("at \(node.seconds) s: \(text)")
    }
}

extension ContainerState {
    fileprivate var isRunning: Bool { if case .running = self { true } else { false } }
}

@Suite struct `A time of random faults` {
    @Test func `replays exactly from its seed`() {
        let traces = (0..<2).map { _ in
            let time = FaultyTime(seed: 7)
            time.run()
            return time.trace
        }
        #expect(traces[0] == traces[1])
    }

    @Test(arguments: 0..<12) func `leaves every pod as it should be`(seed: Int) {
        let time = FaultyTime(seed: UInt64(seed))
        time.run()
        #expect(time.complaints.isEmpty)
    }
}
