import EventLoops
import Glibc
import Metrics
import PodModel
import Probing

/// The real engine with one probe loop: its timers, workers, queue, metrics and HTTP client.
final class EngineRun {
    static let trueProgram = "/bin/true"
    /// Ten times a second each: more than a loop can do, so that the queue is never empty.
    private static let saturatedTargets = 4000
    private static let execTargets = 64

    private let workload: Workload
    private let rate: Int
    private let metrics = ProbeMetrics()
    private let engine: ProbeEngine

    init(_ workload: Workload, rate: Int) throws {
        self.workload = workload
        self.rate = rate
        var configuration = ProbeEngineConfiguration(agentStart: .now())
        configuration.loops = 1
        engine = try ProbeEngine(configuration, metrics: metrics) { _ in }
    }

    deinit { engine.stop() }

    private var targets: Int { workload == .exec ? Self.execTargets : rate == 0 ? Self.saturatedTargets : rate }
    private var periodNanoseconds: Int64 { workload == .exec ? 10_000_000 : rate == 0 ? 100_000_000 : 1_000_000_000 }

    func run(seconds: Double) throws -> Measurement {
        for number in 0..<targets { add(number) }
        warmUp()
        let (before, cpu, from) = (numbers(), CPUTime.now(), MonotonicTime.now())
        wait(seconds)
        let (after, used, elapsed) = (numbers(), CPUTime.now() - cpu, MonotonicTime.now() - from)
        return Measurement(
            completed: after.completed - before.completed, odd: after.odd - before.odd, seconds: Double(elapsed) / 1e9,
            cpu: workload == .exec ? used : CPUTime(own: used.own, children: 0),
            lag: rate == 0 ? nil : after.lag.since(before.lag))
    }

    private func add(_ number: Int) {
        var probe = Probe()
        probe.failureThreshold = 3
        switch workload {
        case .http:
            probe.httpGet = HTTPGetAction()
            probe.httpGet?.path = "/"
            probe.httpGet?.scheme = "HTTP"
            probe.httpGet?.port = .int(Int32(TargetServer.httpPort))
        case .tcp:
            probe.tcpSocket = TCPSocketAction()
            probe.tcpSocket?.port = .int(Int32(TargetServer.tcpPort))
        case .exec: probe.exec = ExecAction(command: [Self.trueProgram])
        }
        let key = ProbeKey(podUID: "uid-\(number)", container: "app", type: .liveness)
        var plan = ProbePlan(key: key, podName: "pod-\(number)", podNamespace: "default", probe: probe)
        plan.overrides.periodNanoseconds = periodNanoseconds
        var context = ProbeContext()
        context.phase = .running
        context.podIP = IPAddress.v4(0x7F00_0100 + UInt32(number % 60_000)).description
        context.exec = ExecEnvironment(environment: [], workingDirectory: "/")
        context.container = .running(
            id: "container-\(number)", startedAt: Timestamp(nanoseconds: 1), started: true, ready: true)
        engine.add(plan, context: context)
    }

    /// Until every series is there and the phases of the first period have spread the workers; at most ten seconds.
    private func warmUp() {
        wait(1.2)
        for _ in 0..<40 where numbers().completed < 2 * targets { wait(0.2) }
    }

    private func wait(_ seconds: Double) { poll(nil, 0, Int32(seconds * 1000)) }

    private struct Numbers {
        var completed = 0
        var odd = 0
        var lag = HistogramSnapshot(
            bounds: .lag, counts: [UInt64](repeating: 0, count: HistogramBounds.lag.seconds.count + 1),
            sumNanoseconds: 0)
    }

    /// Read from the text of two small families, as a scrape would.
    private func numbers() -> Numbers {
        let wanted: Set = ["podprobe_probes_completed_total", "podprobe_schedule_lag_seconds"]
        let registry = Registry()
        for collector in metrics.engine where collector.families.contains(where: { wanted.contains($0.name) }) {
            registry.register(collector)
        }
        var numbers = Numbers()
        var cumulative: [UInt64] = []
        for line in String(decoding: registry.render(.text004), as: UTF8.self).split(separator: "\n") {
            guard line.contains("probe_type=\"Liveness\""), let value = line.split(separator: " ").last else {
                continue
            }
            if line.hasPrefix("podprobe_probes_completed_total") {
                numbers.completed += Int(value) ?? 0
                if !line.contains("result=\"successful\"") { numbers.odd += Int(value) ?? 0 }
            } else if line.hasPrefix("podprobe_schedule_lag_seconds_bucket") {
                cumulative.append(UInt64(value) ?? 0)
            }
        }
        numbers.lag.counts = zip(cumulative, [0] + cumulative).map { $0 - $1 }
        return numbers
    }
}

extension HistogramSnapshot {
    func since(_ earlier: HistogramSnapshot) -> HistogramSnapshot {
        HistogramSnapshot(
            bounds: bounds, counts: zip(counts, earlier.counts).map { $0 - $1 },
            sumNanoseconds: sumNanoseconds - earlier.sumNanoseconds)
    }
}
