import Testing

@testable import Manifests

@Suite struct `The newest change` {
    @Test func `waits alone, and never in the place of a listing`() async {
        let (changes, continuation) = AsyncStream.makeStream(
            of: ManifestChange.self, bufferingPolicy: .bufferingNewest(1))
        let state = WatcherState(continuation)
        for change: ManifestChange in [.changed, .periodic, .changed, .changed] { state.yield(change) }
        state.stop()
        var seen: [ManifestChange] = []
        for await change in changes { seen.append(change) }
        #expect(seen == [.periodic])
    }
}
