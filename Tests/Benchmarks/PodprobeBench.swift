import ArgumentParser
import EventLoops
import Glibc

/// Measures what a probe costs: the real engine beside a bare floor, in one run on one machine, because only the ratio of
/// the two means anything elsewhere.
@main
struct PodprobeBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podprobe-bench",
        abstract: "CPU microseconds per probe beside a bare floor in the same run.",
        discussion: """
            Every probe makes a new connection to a target in a child process on many addresses of 127.0.0.0/8. The floor \
            is a hand-written epoll loop: connect, send, read once, close; no parser, no timer queue, no deadline. \
            The engine is podprobe's own with one probe loop. Everything stays on loopback, in a network namespace of its own \
            where that is allowed.
            """)

    @Option(help: "Seconds of each measurement, after a warm-up.")
    var seconds = 2.0
    @Option(help: "Only these: http, tcp or exec; repeatable.")
    var only: [Workload] = Workload.allCases
    @Option(help: "Offered probes a second; repeatable. 0 is as many as possible.")
    var rate: [Int] = [0, 1000, 5000, 10_000]
    @Flag(help: "Leave the floor out, for a profiler.")
    var engineOnly = false
    @Flag(inversion: .prefixedNo, help: "Measure in a network namespace of its own.")
    var namespace = true
    @Flag(help: .hidden)
    var serveTarget = false

    func validate() throws {
        guard (0.1...60).contains(seconds) else { throw ValidationError("--seconds \(seconds): 0.1 to 60") }
        guard rate.allSatisfy({ (0...50_000).contains($0) }) else { throw ValidationError("--rate: 0 to 50000") }
    }

    func run() throws {
        if serveTarget { return try TargetServer().run() }
        if namespace, let problem = PrivateNetwork.enter() {
            print(
                "Not in a network namespace of its own (\(problem)): firewall rules and connection tracking count too.\n"
            )
        }
        _ = try? raiseDescriptorLimit()
        let target = try TargetProcess()
        defer { target.stop() }
        print(Measurement.header)
        for workload in only {
            for rate in workload == .exec ? [0] : rate { try measure(workload, rate) }
        }
    }

    private func measure(_ workload: Workload, _ rate: Int) throws {
        let floor = try engineOnly ? nil : measureFloor(workload, rate)
        if let floor { print(floor.line(workload, rate: rate, prober: "floor", besides: nil)) }
        let engine = try EngineRun(workload, rate: rate).run(seconds: seconds)
        print(engine.line(workload, rate: rate, prober: "podprobe", besides: floor))
    }

    private func measureFloor(_ workload: Workload, _ rate: Int) throws -> Measurement {
        if workload == .exec { return try ExecFloor.run(seconds: seconds) }
        return try SocketFloor(workload, rate: rate).run(seconds: seconds)
    }
}

enum Workload: String, CaseIterable, ExpressibleByArgument { case http, tcp, exec }
