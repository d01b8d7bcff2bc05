import Foundation
import Simulation
import TestSupport
import Testing

/// Whole lives of a node in virtual time. `deploy/mutations` shows that the rules bite; a longer run is
/// `podprobe-simulate --pod-hours 1000000 --jobs 2`.
@Suite(.timeLimit(.minutes(1))) struct `A simulated life` {
    private static let hours = 8.0

    /// In another process, because Swift's hashing is another in each.
    @Test func `replays exactly from its seed`() async throws {
        let life = Life(seed: 7, hours: Self.hours)
        life.run()
        let tool = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("podprobe-simulate").path
        let other = try await run(tool, ["--seed", "7", "--hours", "\(Self.hours)"])
        #expect(other.status == 0 && other.out.contains("trace \(life.traceHash)\n"), "\(other)")
    }

    @Test(arguments: 1...12) func `keeps every rule`(seed: Int) { live(UInt64(seed)) }

    /// Other lives in every run; the name of each case tells its seed, so that it can be had again.
    @Test(arguments: (0..<6).map { _ in Int.random(in: 1_000...1_000_000_000) })
    func `keeps every rule from a seed that nobody chose`(seed: Int) { live(UInt64(seed)) }

    private func live(_ seed: UInt64) {
        let life = Life(seed: seed, hours: Self.hours)
        life.run()
        let again = "swift run podprobe-simulate --seed \(seed) --hours \(Self.hours) --trace"
        #expect(life.violations.isEmpty, "\(life.violations.map(\.description)); see it with: \(again)")
    }
}
