import Foundation
import TestSupport
import Testing

@testable import HTTPServing

@Suite struct `A compressed body` {
    private static let gzip = installed("gzip")

    @Test(
        .enabled(if: gzip != nil, "gzip is not installed"),
        arguments: [
            [], [0], Array("exposition\n".utf8), Array(repeating: UInt8(ascii: "a"), count: 1_000_000),
            (0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) },
        ])
    func `is what gzip itself expands`(body: [UInt8]) async throws {
        let folder = try TemporaryDirectory()
        let file = URL(fileURLWithPath: folder.file("body.gz"))
        try Data(try #require(Gzip.compress(body))).write(to: file)
        let (status, _, err) = try await run("/bin/sh", ["-c", "gzip -dc < \(file.path) > \(file.path).out"])
        #expect(status == 0, "\(err)")
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: file.path + ".out"))) == body)
    }

    @Test func `is small`() throws {
        let line = "kube_pod_status_phase{namespace=\"default\",pod=\"web-node\",uid=\"u\",phase=\"Running\"} 1\n"
        let body = Array(String(repeating: line, count: 10_000).utf8)
        #expect(try #require(Gzip.compress(body)).count < body.count / 8)
    }
}
