import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

@Suite(.serialized) struct `The usage of a container` {
    private let harness: RuntimeHarness
    init() async throws { harness = try await RuntimeHarness() }

    private func stats(_ id: String) async throws -> ContainerStats {
        try #require(try await harness.runtime.stats().first { $0.containerID == id })
    }

    private func cpu(_ stats: ContainerStats) -> Double { (stats.cpuUserSeconds ?? 0) + (stats.cpuSystemSeconds ?? 0) }

    @Test func `counts processes, threads and descriptors of the whole tree`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await harness.start("sh", "-c", "sleep 1000 & setsid sleep 1000 & echo >\(ready); wait")
        _ = try await harness.line(in: ready)
        #expect(await soon { try await harness.members(id).count == 3 })
        let stats = try await stats(id)
        #expect((stats.processes, stats.threads) == (3, 3))
        // Three standard ones each; a shell may keep its script's, too.
        #expect((9...12).contains(try #require(stats.fileDescriptors)))
        #expect((stats.podUID, stats.name) == ("uid-1", "main"))
        #expect(stats.startedAt == (try await harness.status(id)).startedAt)
        #expect(try #require(stats.startedAt) <= stats.sampledAt)
    }

    @Test func `counts memory that is used and not what is only reserved`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await harness.start(
            "perl", "-e",
            "my $x = 'x' x 50_000_000; open my $f, '>', '\(ready)'; print $f \"\\n\"; close $f; sleep 1000")
        _ = try await harness.line(in: ready)
        let stats = try await stats(id)
        let rss = try #require(stats.rssBytes)
        #expect((50_000_000...200_000_000).contains(rss))
        #expect(try #require(stats.workingSetBytes) >= rss)
        #expect(stats.swapBytes != nil)
    }

    @Test func `counts CPU of children that have ended, and never less than before`() async throws {
        let id = try await harness.start(
            "sh", "-c", "while :; do perl -e 'for (1..300_000) { $x += $_ }'; done")
        var last = 0.0
        #expect(
            await soon {
                let now = self.cpu(try await self.stats(id))
                return now > 0.2
            })
        for _ in 0..<20 {
            let now = cpu(try await stats(id))
            #expect(now >= last)
            last = now
        }
        #expect(last > 0.2)
    }

    @Test func `counts what is written to storage and the calls for it`() async throws {
        let (file, ready) = (harness.folder.file("data"), harness.folder.file("ready"))
        let id = try await harness.start(
            "sh", "-c",
            "dd if=/dev/zero of=\(file) bs=64k count=64 conv=fsync 2>/dev/null; echo >\(ready); exec sleep 1000")
        _ = try await harness.line(in: ready)
        let stats = try await stats(id)
        #expect(try #require(stats.writes) >= 64)
        #expect(try #require(stats.reads) >= 64)
        // Nothing is written to storage where the folder is a file system in memory.
        #expect(stats.writtenBytes == 0 || stats.writtenBytes ?? 0 >= 64 * 65_536)
        #expect(stats.readBytes != nil)
    }

    @Test func `is told of running containers only`() async throws {
        let ended = try await harness.start("true", name: "ended")
        _ = try await harness.ended(ended)
        _ = try await harness.create(harness.config(["true"], name: "created"))
        let runs = try await harness.start("sleep", "1000", name: "runs")
        #expect(try await harness.runtime.stats().map(\.containerID) == [runs])
    }
}
