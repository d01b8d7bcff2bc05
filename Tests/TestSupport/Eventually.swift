/// Waits until `condition` holds, looking every few milliseconds, and says whether it came to hold within `seconds`.
/// A condition that throws (a server that does not answer yet) does not hold yet.
///
/// For real processes, servers and threads only: what is pure runs under a virtual clock.
package func eventually(within seconds: Double = 60, _ condition: @Sendable () async throws -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while true {
        if (try? await condition()) == true { return true }
        if clock.now >= end { return false }
        try? await Task.sleep(for: .milliseconds(10))
    }
}
