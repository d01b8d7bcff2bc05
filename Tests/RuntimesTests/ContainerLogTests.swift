import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

/// The text of each entry, without its time.
private func entries(_ log: String) -> [String] {
    log.split(separator: "\n").map { String($0.split(separator: " ", maxSplits: 1)[1]) }
}

@Suite(.serialized) struct `The log of a container` {
    @Test func `has both outputs, with a time that can be read`() async throws {
        let harness = try await RuntimeHarness()
        _ = try await harness.ended(harness.start("sh", "-c", "echo out; echo err >&2; printf end"))
        #expect(await soon { entries(harness.log()).count == 3 })
        #expect(entries(harness.log()).sorted() == ["stderr F err", "stdout F end", "stdout F out"])
        for line in harness.log().split(separator: "\n") {
            #expect(Timestamp(rfc3339: String(line.prefix { $0 != " " })) != nil, "\(line)")
        }
    }

    @Test func `is complete even for one that writes a lot and ends at once`() async throws {
        let harness = try await RuntimeHarness()
        _ = try await harness.ended(harness.start("seq", "1", "5000"))
        #expect(await soon { harness.log().hasSuffix(" stdout F 5000\n") })
        #expect(entries(harness.log()) == (1...5_000).map { "stdout F \($0)" })
    }

    @Test func `is rotated`() async throws {
        let harness = try await RuntimeHarness(logLimits: LogFile.Limits(bytes: 20_000, files: 3))
        let gate = harness.folder.file("gate")
        let id = try await harness.start(
            "sh", "-c",
            "for i in 1 2 3 4; do seq 1 1000; echo burst $i; while ! test -e \(gate)$i; do sleep 0.01; done; done")
        for burst in 1...4 {
            #expect(await soon { harness.log().hasSuffix(" stdout F burst \(burst)\n") })
            _ = try harness.folder.write("", to: "gate\(burst)")
        }
        _ = try await harness.ended(id)
        let folder = Path.parent(try await harness.status(id).logPath)
        let files = Path.entries(folder)
        #expect(files.count == 3)
        // A batch of lines, at most what one read gives, is not cut by rotation.
        for file in files { #expect((Path.text(folder + "/" + file) ?? "").utf8.count < 2_000_000) }
        try await harness.runtime.removeContainer(id)
        #expect(await soon { Path.entries(harness.storage + "/logs").isEmpty })
    }

    @Test func `that cannot be written does not stop the container, is told once and counted`() async throws {
        let harness = try await RuntimeHarness()
        let gate = harness.folder.file("gate")
        let (said, again) = (harness.folder.file("said"), harness.folder.file("again"))
        let path = harness.storage + "/logs/default_web-node_uid-1/main/0.log"
        try Path.makeFolder(path)
        let id = try await harness.start(
            "sh", "-c",
            """
            for i in 1 2 3; do echo lost; sleep 0.02; done; echo >\(said)
            while ! test -e \(gate); do sleep 0.01; done; echo kept; echo >\(again); exec sleep 1000
            """)
        _ = try await harness.line(in: said)
        let counters = harness.runtime.counters
        #expect(await soon { counters.logLinesLost.value == 3 })
        #expect(rmdir(path) == 0)
        _ = try harness.folder.write("", to: "gate")
        _ = try await harness.line(in: again)
        #expect(await soon { harness.log().hasSuffix("stdout F kept\n") })
        #expect(entries(harness.log()) == ["stderr F podprobe: 3 lines are missing here", "stdout F kept"])
        #expect(
            harness.notes.texts == [
                "container main of pod default/web-node: its log \(path) cannot be written (open: Is a directory (21)): lines are dropped until "
                    + "it can",
                "container main of pod default/web-node: its log is written again; 3 lines are missing",
            ])
        #expect(try await harness.status(id).state == .running)
    }
}
