import EventLoops
import Metrics
import PodModel
import Probing
import Synchronization

/// A real engine, what it said so far, and short ways to give it probes.
final class TestEngine: Sendable {
    let engine: ProbeEngine
    let metrics: ProbeMetrics
    private let said: Said

    private final class Said: Sendable {
        let notices = Mutex<[ProbeNotice]>([])
    }

    /// - Parameter agentAge: seconds since the agent started; old enough, and nothing waits for its phase.
    init(
        loops: Int = 1, maximumInFlight: Int = 0, agentAge: Int64 = 3600, detail: Bool = true
    ) throws {
        let said = Said()
        var configuration = ProbeEngineConfiguration(agentStart: .now() + -agentAge * 1_000_000_000)
        configuration.loops = loops
        configuration.maximumInFlight = maximumInFlight
        metrics = ProbeMetrics(detail: detail)
        engine = try ProbeEngine(configuration, metrics: metrics) { notice in
            said.notices.withLock { $0.append(notice) }
        }
        self.said = said
    }

    var notices: [ProbeNotice] { said.notices.withLock { $0 } }

    func results(_ key: ProbeKey, containerID: String = "a") -> [ProbeResult] {
        notices.compactMap { notice in
            if case .result(key, containerID, let result) = notice { result } else { nil }
        }
    }

    /// "reason: message" of each event.
    func events(_ key: ProbeKey) -> [String] {
        notices.compactMap { notice in
            if case .event(key, _, let reason, let message) = notice { "\(reason): \(message)" } else { nil }
        }
    }

    func hasEnded(_ key: ProbeKey) -> Bool { notices.contains(.ended(key)) }

    /// Adds a probe of a running container "a" that asks every `period`.
    @discardableResult func add(
        _ type: ProbeType, pod: String = "web", period: String = "20ms", timeout: String = "5s",
        context: ProbeContext = .running(), _ shape: (inout Probe) -> Void
    ) throws -> ProbeKey {
        var probe = Probe()
        probe.successThreshold = 1
        probe.failureThreshold = 1
        shape(&probe)
        let key = ProbeKey(podUID: pod + "-uid", container: "app", type: type)
        var plan = ProbePlan(key: key, podName: pod, podNamespace: "default", probe: probe)
        plan.overrides.periodNanoseconds = DurationText.nanoseconds(period)
        plan.overrides.timeoutNanoseconds = DurationText.nanoseconds(timeout)
        engine.add(plan, context: context)
        return key
    }

    /// What a scrape of all its families would show.
    var text: String {
        let registry = Registry()
        for collector in metrics.probes + metrics.engine { registry.register(collector) }
        return String(decoding: registry.render(.text004), as: UTF8.self)
    }

    /// The value of the one series whose line begins with `name` and holds every one of `labels`.
    func metric(_ name: String, _ labels: String...) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(name) && labels.allSatisfy($0.contains) }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }
}

extension ProbeContext {
    /// A container that has been running for a while.
    static func running(_ id: String = "a", started: Bool = true) -> ProbeContext {
        var context = ProbeContext()
        context.phase = .running
        context.podIP = "127.0.0.1"
        context.container = .running(
            id: id, startedAt: Timestamp(nanoseconds: 1), started: started, ready: false)
        context.exec = ExecEnvironment(environment: ["PATH=/usr/bin:/bin"], workingDirectory: "/")
        return context
    }
}

extension Probe {
    mutating func get(_ port: UInt16) {
        httpGet = HTTPGetAction()
        httpGet?.path = "/"
        httpGet?.scheme = "HTTP"
        httpGet?.port = .int(Int32(port))
    }

    mutating func connect(_ port: UInt16) {
        tcpSocket = TCPSocketAction()
        tcpSocket?.port = .int(Int32(port))
    }
}
