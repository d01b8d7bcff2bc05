import EventLoops
import Foundation
import SimulatedWorld
import TestSupport
import Testing

@testable import Supervision

@Suite struct `The state folder` {
    private func state(_ uid: String) -> PodState {
        PodState(uid: uid, namespace: "default", name: "web", createdAt: second(7))
    }

    @Test func `is made when it is missing, and gives back what was written`() throws {
        let base = try TemporaryDirectory()
        let folder = StateFolder(path: base.file("a/b/state"))
        #expect(folder.read().states.isEmpty && folder.read().problems.isEmpty)
        #expect(folder.write([state("one"), state("two")]).isEmpty)
        var changed = state("one")
        changed.attempts = ["main": 4]
        #expect(folder.write([changed]).isEmpty)
        #expect(folder.read().states == [changed, state("two")])
        folder.remove("two")
        folder.remove("never was")
        #expect(folder.read().states == [changed])
    }

    @Test func `takes any uid without leaving its folder`() throws {
        let base = try TemporaryDirectory()
        let folder = StateFolder(path: base.file("state"))
        _ = folder.read()
        let uids = ["../../etc/passwd", "a/b", "", ".", String(repeating: "x", count: 500), "a_b", "ab", "UID-1"]
        #expect(folder.write(uids.filter { !$0.isEmpty }.map(state)).isEmpty)
        #expect(Set(folder.read().states.map(\.uid)) == Set(uids.filter { !$0.isEmpty }))
        #expect(try FileManager.default.contentsOfDirectory(atPath: base.path) == ["state"])
    }

    @Test func `sets a damaged file aside, says so, and goes on with the others`() throws {
        let base = try TemporaryDirectory()
        let folder = StateFolder(path: base.file("state"))
        _ = folder.read()
        #expect(folder.write([state("good")]).isEmpty)
        for (name, text) in [("cut.json", "{\"version\":1,"), ("binary.json", "\u{0}\u{1}"), ("empty.json", "")] {
            try text.write(toFile: folder.path + "/" + name, atomically: false, encoding: .utf8)
        }
        try "x".write(toFile: folder.path + "/good.json.tmp", atomically: false, encoding: .utf8)
        let contents = folder.read()
        #expect(contents.states == [state("good")])
        #expect(contents.problems.count == 3)
        #expect(contents.problems.allSatisfy { $0.contains("set aside as") })
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["binary.json.corrupt", "cut.json.corrupt", "empty.json.corrupt", "good.json"])
        #expect(folder.read().problems.isEmpty)
    }

    @Test func `says what could not be written, and why`() throws {
        let base = try TemporaryDirectory()
        // A file where the folder should be: no privilege makes that writable.
        _ = try base.write("", to: "state")
        let folder = StateFolder(path: base.file("state"))
        #expect(folder.read().problems.count == 1)
        let failed = folder.write([state("one")])
        #expect(failed["one"]?.name == "ENOTDIR")
    }
}

@Suite struct `The state store` {
    private func saved(_ store: StateStore, _ states: [PodState]) async -> Int {
        await withCheckedContinuation { continuation in
            store.save(states) { continuation.resume(returning: $0.count) }
        }
    }

    @Test func `writes in order, so that the last state stays`() async throws {
        let base = try TemporaryDirectory()
        let store = try StateStore(storagePath: base.path)
        _ = await store.load()
        var state = PodState(uid: "one", namespace: "n", name: "p", createdAt: second(1))
        for attempt in 0..<50 as Range<Int32> {
            state.attempts = ["main": attempt]
            store.save([state]) { _ in }
        }
        #expect(await saved(store, [state]) == 0)
        let loaded = await store.load()
        #expect(loaded.states == [state])
        store.remove("one")
        store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.path).isEmpty)
    }

    @Test func `keeps what could not be written and writes it when it can`() async throws {
        let base = try TemporaryDirectory()
        let store = try StateStore(storagePath: base.path)
        _ = try base.write("", to: "state")
        let state = PodState(uid: "one", namespace: "n", name: "p", createdAt: second(1))
        #expect(await saved(store, [state]) == 1)
        try FileManager.default.removeItem(atPath: base.file("state"))
        _ = await store.load()
        #expect(await withCheckedContinuation { done in store.retry { done.resume(returning: $0.count) } } == 0)
        let loaded = await store.load()
        #expect(loaded.states == [state])
        store.close()
    }

    @Test func `lets nobody wait once it is closed`() async throws {
        let base = try TemporaryDirectory()
        let store = try StateStore(storagePath: base.path)
        store.close()
        let state = PodState(uid: "one", namespace: "n", name: "p", createdAt: second(1))
        #expect(await saved(store, [state]) == 0)
        let loaded = await store.load()
        #expect(loaded.states.isEmpty)
    }
}
