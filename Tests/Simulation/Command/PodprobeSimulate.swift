import ArgumentParser
import EventLoops
import Glibc
import Simulation

/// Runs podprobe's decision core through lives full of faults and says whether every rule held.
@main
struct PodprobeSimulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podprobe-simulate",
        abstract: "Runs podprobe's whole decision core against a simulated runtime, network and clock.",
        discussion: """
            Each seed is one life: a node with a few pods, hours of virtual time, storms of faults. The same seed gives the \
            same life on every machine. Exits 1 when a rule was broken, and says how to see that life again.
            """)

    @Option(help: "One seed.")
    var seed: UInt64?
    @Option(help: "Seeds from..to, both included.")
    var seeds: String?
    @Option(help: "Go on from the first of --seeds (else 1) until so many pod-hours were simulated.")
    var podHours: Double?
    @Option(help: "Hours of one life.")
    var hours = 24.0
    @Option(help: "Lives at the same time, each in a thread of its own.")
    var jobs = 1
    @Flag(help: "Print what the core did in the life of --seed.")
    var trace = false

    func validate() throws {
        guard (1...10_000).contains(hours) else { throw ValidationError("--hours \(hours): 1 to 10000") }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs \(jobs): 1 to 64") }
        guard seed == nil || (seeds == nil && podHours == nil) else {
            throw ValidationError("--seed is one life: give it without --seeds and --pod-hours")
        }
        guard !trace || seed != nil else { throw ValidationError("--trace wants --seed N") }
        _ = try range()
    }

    private func range() throws -> ClosedRange<UInt64> {
        if let seed { return seed...seed }
        guard let seeds else { return 1...UInt64.max }
        let ends = seeds.split(separator: ".", omittingEmptySubsequences: true).compactMap { UInt64($0) }
        guard ends.count == 2, ends[0] <= ends[1] else { throw ValidationError("--seeds \(seeds): write 1..100") }
        return ends[0]...ends[1]
    }

    func run() throws {
        if trace, let seed { return show(seed) }
        guard seed != nil || seeds != nil || podHours != nil else {
            throw ValidationError("give --seed N, --seeds A..B or --pod-hours H")
        }
        let report = Lives(seeds: try range(), podHours: podHours ?? .infinity, hours: hours, jobs: jobs).run()
        print(report.summary)
        if let seed, let trace = report.traces[seed] { print("seed \(seed): trace \(trace)") }
        for life in report.failures {
            print("seed \(life.seed): \(life.violations[0])")
            print("  again: podprobe-simulate --seed \(life.seed) --hours \(life.hours) --trace")
        }
        if !report.failures.isEmpty { throw ExitCode(1) }
    }

    private func show(_ seed: UInt64) {
        let life = Life(seed: seed, hours: hours, keeps: 2_000)
        life.run()
        for line in life.trace { print(line) }
        for violation in life.violations { print("VIOLATION \(violation)") }
        print("seed \(seed): \(life.violations.count) violations, trace \(life.traceHash)")
    }
}
