import EventLoops
import Metrics
import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Synchronization
import TestSupport
import Testing

@testable import Supervision

/// A supervisor in virtual time, with everything that it talks to.
///
/// Time goes on only in `eventually`, and only when nobody has anything left to do at the present moment. No wait of it
/// is without an end: what does not come is a failed expectation.
final class SupervisorBench: Sendable {
    let clock = VirtualClock()
    let runtime: FakeRuntime
    let supervisor: Supervisor
    let metrics = SupervisionMetrics(nodeName: "node", runtimeName: "process")
    let probes = ProbeBook()
    private let store: StateStore
    private let folder: TemporaryDirectory
    private let logs = LogBook()

    init(_ folder: TemporaryDirectory) throws {
        runtime = FakeRuntime(clock: clock)
        self.folder = folder
        store = try StateStore(storagePath: folder.path)
        let logs = logs
        supervisor = Supervisor(
            SupervisorConfiguration(nodeName: "node"), runtime: runtime, engine: probes, notices: ProbeNotices(),
            store: store, clock: clock, metrics: metrics
        ) { line in logs.lines.withLock { $0.append(line) } }
    }

    func start(_ pods: [Pod]) async {
        await supervisor.apply(DesiredSet(pods.map { DesiredPod(pod: $0, source: "/pods/x.yaml") }))
        await supervisor.start()
    }

    /// Whether the supervisor stopped everything within its time.
    func stop() async -> Bool {
        let isStopped = Flag()
        Task {
            await supervisor.stopAll()
            isStopped.raise()
        }
        guard await eventually({ _ in isStopped.isUp }) else { return false }
        store.close()
        return true
    }

    /// Lets virtual time run, from one deadline to the next, until the condition holds; ten minutes at most.
    func eventually(_ condition: @Sendable (NodeSnapshot) -> Bool) async -> Bool {
        let end = clock.now().monotonic + 600 * 1_000_000_000
        while true {
            guard await comesToRest() else { return false }
            if condition(supervisor.snapshot) { return true }
            if clock.now().monotonic >= end { return false }
            clock.advance(atMost: 1_000_000_000)
        }
    }

    /// Lets virtual time run for so long.
    func pass(seconds: Int64) async {
        let end = clock.now().monotonic + seconds * 1_000_000_000
        #expect(await eventually { _ in self.clock.now().monotonic >= end })
    }

    /// Waits until everybody only waits for the clock: whoever does anything asks it for the time. The supervisor's
    /// actor and the store's thread are asked so that what they are at is over; yielding lets the other tasks go on.
    ///
    /// A machine under load may be thought at rest too early. Then time goes on by one deadline too early, no more.
    private func comesToRest() async -> Bool {
        var quietRounds = 0
        for _ in 0..<1_000 {
            let uses = clock.uses
            for _ in 0..<10 { await Task.yield() }
            _ = await supervisor.backingOff
            _ = await store.load()
            quietRounds = clock.uses == uses ? quietRounds + 1 : 0
            if quietRounds == 3 { return true }
            if Task.isCancelled { return false }
        }
        Issue.record("the supervisor does not come to rest at \(clock.now().monotonic)")
        return false
    }

    func text(_ collectors: [any Collector]) -> String {
        var exposition = Exposition(format: .text004)
        for collector in collectors { collector.collect(into: &exposition) }
        return String(decoding: exposition.finish(), as: UTF8.self)
    }

    func isLogged(_ words: String) -> Bool { timesLogged(words) > 0 }
    func timesLogged(_ words: String) -> Int { logs.lines.withLock { $0.count { $0.message.contains(words) } } }
}

extension NodeSnapshot {
    func phase(_ name: String) -> PodPhase? { pods.first { $0.pod.metadata.name == name }?.status.phase }
    func restarts(_ name: String) -> Int32? {
        pods.first { $0.pod.metadata.name == name }?.status.container("main")?.restartCount
    }
}

/// What the supervisor told the probe engine.
final class ProbeBook: ProbeControl {
    let commands = Mutex<[String]>([])
    private func note(_ verb: String, _ key: ProbeKey) {
        commands.withLock { $0.append("\(verb) \(key.container) \(key.type.rawValue)") }
    }
    func add(_ key: ProbeKey, pod: Pod, container: Container, context: ProbeContext) { note("add", key) }
    func update(_ key: ProbeKey, _ context: ProbeContext) {}
    func trigger(_ key: ProbeKey) {}
    func remove(_ key: ProbeKey) { note("remove", key) }
}

private final class LogBook: Sendable {
    let lines = Mutex<[SupervisionLog]>([])
}

private final class Flag: Sendable {
    private let state = Mutex(false)
    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}
