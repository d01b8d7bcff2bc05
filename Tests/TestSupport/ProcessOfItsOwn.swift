import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
    /// For a test with `#expect(processExitsWith:)`, whose name says "in a process of its own": Swift Testing waits for that
    /// process in a way that spins for ever beside an unreaped child of another test. So deploy/test runs these first and
    /// alone, and elsewhere they are skipped.
    package static var inAProcessOfItsOwn: Self {
        .enabled(
            if: ProcessInfo.processInfo.environment["PODPROBE_TESTS_ALONE"] == "1",
            "run alone: PODPROBE_TESTS_ALONE=1 swift test --filter 'in a process of its own'")
    }
}
