import TestSupport
import Testing

@Suite struct `The events that podprobe emits` {
    /// `(.warning, "BackOff")` wherever `event(.warning, "BackOff"` is written.
    private static let emitted = Repository.files(under: "Sources/Supervision", endings: [".swift"]).flatMap { file in
        (try? Repository.text(of: file))?.matches(of: /event\(\s*\.(normal|warning), "(\w+)"/).map {
            "(.\($0.1), \"\($0.2)\")"
        } ?? []
    }

    @Test func `are each counted under their own reason`() throws {
        let counted = try Repository.text(of: "Sources/Supervision/PodMetrics.swift")
        #expect(Set(Self.emitted).count >= 13)
        for event in Self.emitted { #expect(counted.contains(event), "podprobe_events_total counts \(event) as other") }
    }
}
