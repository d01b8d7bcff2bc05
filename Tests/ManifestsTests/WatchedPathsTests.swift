import Foundation
import TestSupport
import Testing

@testable import Manifests

private let second: Int64 = 1_000_000_000

@Suite struct `Watched paths` {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func watch(_ paths: String...) throws -> WatchedPaths {
        var watched = WatchedPaths(try #require(Inotify()), paths)
        _ = watched.settle(at: 0)
        return watched
    }

    @Test func `are looked for ever more rarely while they are missing`() throws {
        var watched = try watch(folder.file("missing"))
        var times = [watched.nextRetry / second]
        for _ in 0..<6 {
            let came = watched.settle(at: watched.nextRetry)
            #expect(!came)
            times.append(watched.nextRetry / second)
        }
        #expect(times == [1, 3, 7, 15, 31, 51, 71])
        _ = try folder.write("a", to: "missing")
        let came = watched.settle(at: 71 * second)
        #expect(came)
        #expect(watched.nextRetry == .max)
        let stayed = !watched.settle(at: 72 * second)
        #expect(stayed)
        try FileManager.default.removeItem(atPath: folder.file("missing"))
        let went = watched.settle(at: 80 * second)
        #expect(went)
        #expect(watched.nextRetry == 81 * second)
    }

    @Test func `notice another folder in the place of the first`() throws {
        let (path, away) = (folder.file("pods"), folder.file("away"))
        mkdir(path, 0o700)
        var watched = try watch(path)
        rename(path, away)
        mkdir(path, 0o700)
        let replaced = watched.settle(at: second)
        let again = watched.settle(at: second)
        #expect(replaced && !again)
    }

    @Test func `must all be looked at again when the kernel lost events`() throws {
        let watched = try watch(folder.path)
        let overflow = Inotify.Event(watch: -1, mask: UInt32(IN_Q_OVERFLOW), name: "")
        #expect(watched.effect(of: overflow) == .lookAgain)
    }

    private func put(_ name: String) throws {
        try Data("a".utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }

    @Test func `take a file for complete when it is closed`() throws {
        let watched = try watch(folder.path)
        try put("a")
        // The parent is watched too, and other tests come and go there.
        let effects = watched.events().map { watched.effect(of: $0) }.filter { $0 != .nothing }
        #expect(effects.first == .touched(folder.file("a"), isUnfinished: true))
        #expect(effects.last == .completed(folder.file("a")))
    }

    @Test func `do not care about dot-files, sub-folders and what lies beside them`() throws {
        mkdir(folder.file("pods"), 0o700)
        let watched = try watch(folder.file("pods"))
        mkdir(folder.file("pods/inner"), 0o700)
        try put("pods/.a.swp")
        try put("beside")
        let events = watched.events()
        #expect(events.count >= 7)
        #expect(events.allSatisfy { watched.effect(of: $0) == .nothing })
        #expect(watched.effect(of: Inotify.Event(watch: 99, mask: UInt32(IN_CREATE), name: "a")) == .nothing)
    }
}
