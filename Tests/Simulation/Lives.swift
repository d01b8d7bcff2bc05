import EventLoops
import Synchronization

/// Many lives, on several threads.
package struct Lives: Sendable {
    package struct Failure: Sendable {
        package var seed: UInt64
        package var hours: Double
        package var violations: [String]
        /// The names of the rules that were broken.
        package var rules: [String]
    }

    package struct Report: Sendable {
        package var lives = 0
        package var podHours = 0.0
        package var probes = 0
        package var restarts = 0
        package var seconds = 0.0
        package var failures: [Failure] = []
        /// By seed.
        package var traces: [UInt64: String] = [:]

        package var summary: String {
            let rate = Int(podHours / max(seconds, 0.001))
            return
                "\(lives) lives, \(Int(podHours)) pod-hours, \(probes) probes, \(restarts) restarts in \(Int(seconds)) s: "
                + "\(rate) pod-hours per second, \(failures.count) with a broken rule"
        }
    }

    private let seeds: ClosedRange<UInt64>
    private let podHours: Double
    private let hours: Double
    private let jobs: Int
    /// After so many broken lives nothing new is learnt.
    private static let failureLimit = 20

    package init(seeds: ClosedRange<UInt64>, podHours: Double = .infinity, hours: Double, jobs: Int = 1) {
        self.seeds = seeds
        self.podHours = podHours
        self.hours = hours
        self.jobs = jobs
    }

    private struct State {
        var next: UInt64?
        var report = Report()
    }

    package func run() -> Report {
        let begun = MonotonicTime.now()
        let state = Mutex(State(next: seeds.lowerBound))
        let this = self
        let threads = (0..<jobs).compactMap { _ in try? PosixThread(name: "life") { this.work(state) } }
        for thread in threads { thread.join() }
        var report = state.withLock { $0.report }
        report.seconds = Double(MonotonicTime.now() - begun) / 1e9
        report.failures.sort { $0.seed < $1.seed }
        return report
    }

    private func work(_ state: borrowing Mutex<State>) {
        while let seed = state.withLock({ take(&$0) }) {
            let life = Life(seed: seed, hours: hours)
            life.run()
            state.withLock { add(life, to: &$0.report) }
        }
    }

    private func take(_ state: inout State) -> UInt64? {
        guard let seed = state.next, state.report.podHours < podHours,
            state.report.failures.count < Self.failureLimit
        else { return nil }
        state.next = seed < seeds.upperBound ? seed + 1 : nil
        return seed
    }

    private func add(_ life: Life, to report: inout Report) {
        report.lives += 1
        report.podHours += life.podHours
        report.probes += life.probes
        report.restarts += life.restarts
        report.traces[life.seed] = life.traceHash
        guard !life.violations.isEmpty else { return }
        report.failures.append(
            Failure(
                seed: life.seed, hours: life.hours, violations: life.violations.map(\.description),
                rules: life.violations.map(\.rule.rawValue)))
    }
}
