import Manifests
import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision

/// One simulated node from a seed: pods come and go, storms of faults pass, podprobe dies and comes back, and the truth
/// is held against every step. The same seed gives the same life.
package final class Life {
    package let seed: UInt64
    package let hours: Double
    let truth = Truth()
    var lottery: PodLottery
    var node: SimulatedNode
    var ledger = ManifestLedger()
    let loader = ManifestLoader(nodeName: "node")
    var folder = Folder()
    var sources = SourceTruth()
    let podCount: Int
    private var hash = StableHash()
    private let ring: TraceRing
    private(set) package var podHours = 0.0
    let weather: SimulatedNetwork
    var isStorm = false
    private var openHooks: [UInt64: HookCall] = [:]

    package init(seed: UInt64, hours: Double, keeps lines: Int = 0) {
        self.seed = seed
        self.hours = hours
        ring = TraceRing(limit: lines)
        lottery = PodLottery(seed: seed)
        podCount = Int.random(in: 1...4, using: &lottery.chance)
        weather = SimulatedNetwork()
        let facts = NodeFacts(
            nodeName: "node", hostIP: "10.0.0.1", runtimeName: "process",
            allocatable: ["cpu": Truth.room, "pods": Quantity(value: 110)],
            admission: lottery.chance.chance(0.25) ? .kubelet : .queue)
        node = SimulatedNode(facts: facts, network: weather)
        node.keepsTrace = false
        node.skipsIdleRelists = true
        let sky = Weather(seed: seed)
        weather.answer = { sky.reply($0) }
        node.runtime.behaviourInPod = { [unowned self] in behaviour($0) }
        node.hook = { [unowned self] in hook($0) }
        watch()
    }

    package var violations: [Violation] { truth.violations }
    package var trace: [String] { ring.lines }
    /// The same for the same life, on every machine.
    package var traceHash: String { hash.hex }
    package private(set) var probes = 0
    private(set) var operations = 0
    package var restarts: Int { truth.restarts }
    var seconds: Double { node.seconds }

    // The life

    package func run() {
        bringBackWhatIsMissing()
        read(.periodic)
        calm()
        let end = hours * 3_600 - Self.restSeconds
        while node.seconds < end, violations.isEmpty {
            storm(until: min(end, node.seconds + Double.random(in: 120...1_800, using: &lottery.chance)))
            quiet(until: min(end, node.seconds + Double.random(in: 1_800...14_400, using: &lottery.chance)))
        }
        rest()
        podHours += Double(podCount) * node.seconds / 3_600
    }

    static let restSeconds = 2_400.0

    private func storm(until end: Double) {
        isStorm = true
        truth.calmSince = nil
        weather.answer = { [sky = Weather(seed: seed, badness: 0.15)] in sky.reply($0) }
        setFaults()
        while node.seconds < end, violations.isEmpty {
            pass(seconds: min(Double.random(in: 0.1...90, using: &lottery.chance), end - node.seconds + 0.001))
            disturb()
        }
        calm()
    }

    private func quiet(until end: Double) {
        while node.seconds < end, violations.isEmpty {
            pass(seconds: min(Double.random(in: 60...2_400, using: &lottery.chance), end - node.seconds + 0.001))
            if lottery.chance.chance(0.3) { crash() }
            if lottery.chance.chance(0.1) { changeManifests() }
            truth.checkQuiet(node)
        }
    }

    func calm() {
        isStorm = false
        weather.answer = { [sky = Weather(seed: seed)] in sky.reply($0) }
        setNoFaults()
        node.relists = true
        truth.calmSince = node.time
    }

    /// Lets time pass; a podprobe that died on the way is started again.
    func pass(seconds: Double) {
        let end = node.time + Int64(seconds * 1e9)
        while node.time < end, violations.isEmpty {
            node.run(until: end)
            if node.isDead { comeBack() }
        }
    }

    // Seeing everything

    func watch() {
        let truth = truth
        truth.watch(node)
        node.onInput = { [unowned self] in seen($0) }
        node.onAction = { [unowned self] in seen($0) }
        node.onPublish = { [unowned self] in
            truth.at(node.time)
            truth.published($0, node)
        }
        node.prober?.onAttempt = { [unowned self] key, id, outcome in
            probes += 1
            truth.at(node.time)
            truth.attempt(key, id, outcome)
        }
    }

    private func seen(_ input: NodeInput) {
        truth.at(node.time)
        truth.countInput()
        // What goes round and round would go on for ever.
        if violations.contains(where: { $0.rule == .progress }) { node.kill() }
        switch input {
        case .relisted(let relist):
            truth.look(at: node.runtime)
            truth.told(relist)
            show(relist)
        case .finished(let id, _, let outcome):
            truth.look(at: node.runtime)
            note(["\(id)"], "#\(id) \(outcome)")
            if case .started(let instance) = outcome { truth.started(instance) }
            if let call = openHooks.removeValue(forKey: id) {
                if case .failed = outcome { truth.hookFinished(call, failed: true) }
            }
        case .stopAll: truth.isStopping = true
        case .notice(let notice): note(notice)
        case .apply, .wake, .housekeeping: break
        }
    }

    private func seen(_ action: NodeAction) {
        truth.at(node.time)
        switch action {
        case .operation(let id, let pod, let operation):
            operations += 1
            node.settle()
            truth.look(at: node.runtime)
            if case .hook(let call) = operation { openHooks[id] = call }
            truth.asked(operation, of: pod)
        case .event(let event):
            if event.reason == "Killing", let container = event.container { truth.killing(event.podUID, container) }
        case .probe(.add(let key, _, let container, _)):
            truth.workerAdded(key, container)
        case .forget(let uid): truth.forget(uid)
        case .probe, .remember, .log, .measure: break
        }
        note(action)
    }

    /// Whatever is done goes into the hash, in short where it happens often.
    private func note(_ action: NodeAction) {
        switch action {
        case .remember(let state):
            let containers = state.status.containerStatuses.map { "\($0.name) \($0.short)" }
            print("remember \(state.name): \(state.status.phase), \(containers.joined(separator: "; "))")
        case .log, .measure: print("\(action)")
        case .probe(let command): note([command.key.container, command.key.type.rawValue], "\(action)")
        default: note(["\(action)"], "\(action)")
        }
    }

    private func note(_ notice: ProbeNotice) {
        switch notice {
        case .result(_, let id, let result): note([id, result == .success ? "+" : "-"], "\(notice)")
        case .event(_, let id, let reason, _): note([id, reason], "\(notice)")
        case .ended(let key): note([key.container, key.type.rawValue], "\(notice)")
        }
    }

    private func note(_ words: [String], _ line: @autoclosure () -> String) {
        withUnsafeBytes(of: node.time.littleEndian) { hash.add($0) }
        for word in words { hash.add(word.utf8) }
        print(line())
    }

    /// What is printed is made only when somebody wants it.
    private func print(_ line: @autoclosure () -> String) {
        if ring.limit > 0 { ring.add("\(Double(node.time) / 1e9) \(line())") }
    }

    private func show(_ relist: RuntimeRelist) {
        if ring.limit == 0 { return }
        let records = relist.containers.map { "\($0.podUID)/\($0.name)#\($0.attempt) \($0.id) \($0.state)" }.sorted()
        print("relist \(relist.serial): \(records.joined(separator: ", "))")
    }
}

/// The newest lines of a trace.
final class TraceRing {
    let limit: Int
    private var all: [String] = []
    private var next = 0

    init(limit: Int) { self.limit = limit }

    func add(_ line: String) {
        if all.count < limit { return all.append(line) }
        all[next] = line
        next = (next + 1) % limit
    }

    var lines: [String] { Array(all[next...] + all[..<next]) }
}
