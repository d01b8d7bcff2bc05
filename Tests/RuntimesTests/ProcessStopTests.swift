import EventLoops
import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

@Suite(.serialized) struct `Stopping a container` {
    private let harness: RuntimeHarness
    private var runtime: ProcessRuntime { harness.runtime }
    init() async throws { harness = try await RuntimeHarness() }

    @Test func `lets it end by itself within its grace`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await harness.start(
            "sh", "-c", "trap 'echo bye; exit 0' TERM; echo >\(ready); while :; do sleep 0.05; done")
        _ = try await harness.line(in: ready)
        try await runtime.stopContainer(id, graceSeconds: 60)
        let record = try await harness.status(id)
        #expect((record.state, record.exitCode, record.reason) == (.exited, 0, "Completed"))
        #expect(await soon { harness.log().hasSuffix(" stdout F bye\n") })
    }

    @Test func `ends one without a handler with 143`() async throws {
        let id = try await harness.start("sleep", "1000")
        try await runtime.stopContainer(id, graceSeconds: 60)
        let record = try await harness.status(id)
        #expect((record.exitCode, record.reason) == (143, "Error"))
    }

    @Test func `R01 kills what ignores SIGTERM when the grace is over`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await harness.start("sh", "-c", "trap '' TERM; echo >\(ready); while :; do sleep 0.05; done")
        _ = try await harness.line(in: ready)
        try await runtime.stopContainer(id, graceSeconds: 1)
        let record = try await harness.status(id)
        #expect((record.exitCode, record.reason) == (137, "Error"))
    }

    @Test func `asks the whole group, and kills the rest of it with the first process`() async throws {
        let said = harness.folder.file("said")
        let ready = harness.folder.file("ready")
        let id = try await harness.start(
            "sh", "-c",
            """
            sh -c 'trap "echo asked >\(said)" TERM; echo >\(ready); while :; do sleep 0.01; done' &
            trap 'while ! test -e \(said); do sleep 0.01; done; exit 0' TERM
            while :; do sleep 0.01; done
            """)
        _ = try await harness.line(in: ready)
        let members = try await harness.members(id)
        #expect(members.count >= 2)
        try await runtime.stopContainer(id, graceSeconds: 60)
        #expect(try await harness.line(in: said) == "asked")
        #expect(try await harness.status(id).exitCode == 0)
        #expect(await soon { members.allSatisfy { !lives($0) } })
    }

    @Test func `without grace kills at once`() async throws {
        let id = try await harness.start("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.05; done")
        try await runtime.stopContainer(id, graceSeconds: 0)
        #expect(try await harness.status(id).exitCode == 137)
    }

    @Test func `several times at once is fine, and the shortest grace counts`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await harness.start("sh", "-c", "trap '' TERM; echo >\(ready); while :; do sleep 0.05; done")
        _ = try await harness.line(in: ready)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for grace: Int64 in [3_600, 1, 3_600, .max] {
                group.addTask { try await harness.runtime.stopContainer(id, graceSeconds: grace) }
            }
            try await group.waitForAll()
        }
        #expect(try await harness.status(id).exitCode == 137)
    }

    @Test func `that has ended, never started or does not exist is fine`() async throws {
        let created = try await harness.create(harness.config(["true"], name: "created"))
        try await runtime.stopContainer(created, graceSeconds: 1)
        #expect(try await harness.status(created).state == .created)
        let ended = try await harness.start("true", name: "ended")
        _ = try await harness.ended(ended)
        try await runtime.stopContainer(ended, graceSeconds: 1)
        try await runtime.stopContainer("nobody", graceSeconds: 1)
    }

    @Test func `is answered when podprobe itself ends before the container`() async throws {
        let ready = harness.folder.file("ready")
        let id = try await harness.start("sh", "-c", "trap '' TERM; echo >\(ready); while :; do sleep 0.05; done")
        _ = try await harness.line(in: ready)
        let stopped = Task { try await harness.runtime.stopContainer(id, graceSeconds: 3_600) }
        #expect(await soon { try await runtime.ask { $0.containers[id]?.waiters.isEmpty == false } })
        let pid = try await harness.process(id).pid
        runtime.shutdown()
        let unfinished = await #expect(throws: RuntimeError.self) { try await stopped.value }
        #expect(unfinished?.message.contains("before container main of pod default/web-node had ended") == true)
        #expect(lives(pid))
        let error = await #expect(throws: RuntimeError.self) { try await runtime.listContainers() }
        #expect(error?.message == "the process runtime was shut down")
    }
}

@Suite(.serialized) struct `Containers that end at once` {
    @Test func `share the looks at the machine's processes`() async throws {
        let harness = try await RuntimeHarness()
        var ids: [String] = []
        for number in 0..<40 { ids.append(try await harness.start("sleep", "1000", name: "c\(number)")) }
        // The runtime's thread hears of all the ends in one turn.
        let before = try await harness.runtime.ask { world in
            for container in world.containers.values {
                guard let pid = container.main?.pid, let pidfd = container.pidfd?.number else { continue }
                kill(pid, SIGKILL)
                var wait = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
                poll(&wait, 1, 60_000)
            }
            return world.looks
        }
        for id in ids { #expect(try await harness.ended(id).exitCode == 137) }
        let looks = try await harness.runtime.ask { $0.looks } - before
        #expect(looks < 20, "\(looks)")
    }
}
