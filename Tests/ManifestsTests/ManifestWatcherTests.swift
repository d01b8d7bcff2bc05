import Foundation
import Manifests
import Synchronization
import TestSupport
import Testing

/// A watcher whose changes are counted as they come.
private final class Watching: Sendable {
    let watcher: ManifestWatcher
    private let seen = Mutex<[ManifestChange]>([])
    private let ended = Mutex(false)

    init(_ paths: String..., periodSeconds: Int = 600) {
        watcher = ManifestWatcher(paths: paths, periodSeconds: periodSeconds)
        let changes = watcher.changes
        Task { [self] in
            for await change in changes { seen.withLock { $0.append(change) } }
            ended.withLock { $0 = true }
        }
    }

    var changes: Int { seen.withLock { $0.count { $0 == .changed } } }
    var listings: Int { seen.withLock { $0.count { $0 == .periodic } } }
    var hasEnded: Bool { ended.withLock { $0 } }

    /// Whether `body` leads to at least one more change.
    func notices(_ body: () throws -> Void) async rethrows -> Bool {
        let before = changes
        try body()
        return await eventually { self.changes > before }
    }
}

@Suite struct `A watcher` {
    private let folder: TemporaryDirectory
    private let files = FileManager.default

    init() throws { folder = try TemporaryDirectory() }

    private func makeFolder(_ name: String) throws -> String {
        try files.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        return folder.file(name)
    }

    /// Writes in place, as a shell does.
    private func put(_ text: String, at path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test(.inAProcessOfItsOwn) func `asks the kernel again that refused its reports, in a process of its own`() async {
        await #expect(processExitsWith: .success) {
            let shortage = DescriptorShortage()
            let watcher = ManifestWatcher(paths: ["/tmp"], periodSeconds: 1)
            #expect(watcher.problem == "inotify_init1: Too many open files (24)")
            shortage.end()
            #expect(await eventually { watcher.problem == nil })
            #expect(watcher.counts.losses == 1)
            watcher.stop()
        }
    }

    @Test func `notices files that come, change, change their rights, move and go`() async throws {
        let pods = try makeFolder("pods")
        let watching = Watching(pods)
        defer { watching.watcher.stop() }
        #expect(watching.watcher.problem == nil)
        let path = pods + "/a.yaml"
        #expect(try await watching.notices { try put("a", at: path) })
        #expect(try await watching.notices { try put("b", at: path) })
        #expect(try await watching.notices { try "c".write(toFile: path, atomically: true, encoding: .utf8) })
        #expect(await watching.notices { _ = chmod(path, 0o600) })
        #expect(try await watching.notices { try files.moveItem(atPath: path, toPath: pods + "/b.yaml") })
        #expect(try await watching.notices { try files.removeItem(atPath: pods + "/b.yaml") })
        #expect(watching.watcher.counts.events > 0)
    }

    @Test func `F05 notices a folder that vanishes and returns, and what is in it then`() async throws {
        let pods = try makeFolder("pods")
        let watching = Watching(pods)
        defer { watching.watcher.stop() }
        #expect(try await watching.notices { try files.removeItem(atPath: pods) })
        #expect(try await watching.notices { _ = try makeFolder("pods") })
        #expect(try await watching.notices { try put("a", at: pods + "/a.yaml") })
        #expect(try await watching.notices { try files.moveItem(atPath: pods, toPath: folder.file("away")) })
        #expect(try await watching.notices { try files.moveItem(atPath: folder.file("away"), toPath: pods) })
        #expect(try await watching.notices { try put("b", at: pods + "/b.yaml") })
    }

    @Test func `notices that a folder was swapped for another`() async throws {
        let pods = try makeFolder("pods")
        let next = try makeFolder("next")
        let watching = Watching(pods)
        defer { watching.watcher.stop() }
        #expect(
            try await watching.notices {
                try files.moveItem(atPath: pods, toPath: folder.file("before"))
                try files.moveItem(atPath: next, toPath: pods)
            })
        #expect(try await watching.notices { try put("a", at: pods + "/a") })
    }

    @Test func `waits for a folder whose parent is not there yet`() async throws {
        let watching = Watching(folder.file("not/yet"))
        defer { watching.watcher.stop() }
        #expect(try await watching.notices { _ = try makeFolder("not/yet") })
        #expect(try await watching.notices { try put("a", at: folder.file("not/yet/a")) })
    }

    @Test func `notices a single file that is written, replaced, removed and made again`() async throws {
        let path = try folder.write("a", to: "pod.yaml")
        let watching = Watching(path)
        defer { watching.watcher.stop() }
        #expect(try await watching.notices { try put("b", at: path) })
        let other = try folder.write("c", to: "new")
        #expect(await watching.notices { _ = rename(other, path) })
        #expect(try await watching.notices { try put("d", at: path) })
        #expect(try await watching.notices { try files.removeItem(atPath: path) })
        #expect(try await watching.notices { try put("e", at: path) })
    }

    @Test func `follows a link to a folder`() async throws {
        let pods = try makeFolder("pods")
        try files.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: pods)
        let watching = Watching(folder.file("link"))
        defer { watching.watcher.stop() }
        #expect(try await watching.notices { try put("a", at: pods + "/a") })
        let other = try makeFolder("other")
        #expect(
            try await watching.notices {
                try files.removeItem(atPath: folder.file("link"))
                try files.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: other)
            })
        #expect(await eventually { watching.watcher.problem == nil })
        #expect(try await watching.notices { try put("b", at: other + "/b") })
    }

    @Test func `lists each period, also where nothing changes`() async throws {
        let watching = Watching(folder.path, periodSeconds: 1)
        defer { watching.watcher.stop() }
        #expect(await eventually { watching.listings >= 2 })
        #expect(watching.changes == 0)
        #expect(watching.watcher.counts.listings >= 2)
    }

    @Test func `watches a folder and its parent, given both`() async throws {
        let pods = try makeFolder("pods")
        let watching = Watching(pods, folder.path)
        defer { watching.watcher.stop() }
        #expect(try await watching.notices { try put("a", at: pods + "/a") })
        #expect(try await watching.notices { try put("b", at: folder.file("b")) })
    }

    @Test func `ends its stream when it is stopped, and may be stopped twice`() async throws {
        let watching = Watching(folder.path)
        watching.watcher.stop()
        watching.watcher.stop()
        #expect(await eventually { watching.hasEnded })
    }
}
