import Foundation
import Metrics
import TestSupport
import Testing

@Suite struct `promtool` {
    private static let path = installed("promtool")

    @Test(.enabled(if: path != nil, "promtool is not installed (package prometheus)"))
    func `reads a sample of every kind without an error or a lint`() async throws {
        let folder = try TemporaryDirectory()
        let registry = Registry()
        for collector in sample { registry.register(collector) }
        let file = folder.file("metrics.txt")
        try Data(registry.render(.text004)).write(to: URL(fileURLWithPath: file))
        let promtool = try #require(Self.path)
        let (status, out, err) = try await run("/bin/sh", ["-c", "\(promtool) check metrics < \(file)"])
        #expect(status == 0, "\(out)\(err)")
    }

    /// The block writer has Prometheus' OpenMetrics parser but wants timestamps, which we never send: the copy gets them.
    @Test(.enabled(if: path != nil, "promtool is not installed (package prometheus)"))
    func `parses the OpenMetrics text, end mark and units included`() async throws {
        let folder = try TemporaryDirectory()
        let registry = Registry()
        for collector in sample { registry.register(collector) }
        let lines = String(decoding: registry.render(.openMetrics100), as: UTF8.self).split(separator: "\n")
        let file = try folder.write(
            lines.map { $0.hasPrefix("#") ? "\($0)\n" : "\($0) 1763846400\n" }.joined(), to: "metrics.txt")
        let promtool = try #require(Self.path)
        let (status, out, err) = try await run(
            promtool, ["tsdb", "create-blocks-from", "openmetrics", file, folder.file("blocks")])
        #expect(status == 0, "\(out)\(err)")
    }
}
