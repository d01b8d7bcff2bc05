import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

/// A program that forks twice, leaves the session and lets its parents end: only its mark says whose it is.
/// It writes its pid to the file and sleeps; the first process waits for that, since its end is the container's.
private func forkAway(_ file: String, wipingEnvironment: Bool = false) -> String {
    """
    use POSIX;
    if (fork == 0) {
        POSIX::setsid();
        if (fork == 0) {
            open my $f, '>', '\(file)'; print $f "$$\\n"; close $f;
            \(wipingEnvironment ? "%ENV = ();" : "")
            exec 'sleep', '1000';
        }
        POSIX::_exit(0);
    }
    wait;
    select undef, undef, undef, 0.01 until -s '\(file)';
    """
}

@Suite(.serialized) struct `A container that misbehaves` {
    private let harness: RuntimeHarness
    private var runtime: ProcessRuntime { harness.runtime }
    init() async throws { harness = try await RuntimeHarness() }

    @Test func `by forking away ends with its first process, and takes the one that left along`() async throws {
        let file = harness.folder.file("pid")
        let id = try await harness.start("perl", "-e", forkAway(file))
        let left = try #require(Int32(try await harness.line(in: file)))
        let record = try await harness.ended(id)
        #expect((record.exitCode, record.reason) == (0, "Completed"))
        #expect(await soon { !lives(left) })
    }

    @Test func `by forking away is still counted and stopped as a whole`() async throws {
        let file = harness.folder.file("pid")
        let id = try await harness.start("perl", "-e", forkAway(file) + "sleep 1000")
        let left = try #require(Int32(try await harness.line(in: file)))
        var proc = ProcFS()
        let stat = proc.process(left)
        let main = try await harness.process(id)
        #expect(stat?.session != main.pid)
        // The middle process ends a moment later, and its orphan falls to us.
        #expect(await soon { try await harness.members(id) == [main.pid, left].sorted() })
        let stats = try await runtime.stats()
        #expect(stats.first { $0.containerID == id }?.processes == 2)
        try await runtime.stopContainer(id, graceSeconds: 60)
        #expect(await soon { !lives(left) })
    }

    @Test func `by wiping its environment too is found as long as it was seen before`() async throws {
        let file = harness.folder.file("pid")
        let id = try await harness.start(
            "perl", "-e",
            """
            use POSIX;
            my $child = fork;
            if ($child == 0) {
                POSIX::setsid();
                open my $f, '>', '\(file)'; print $f "$$\\n"; close $f;
                %ENV = ();
                exec 'sleep', '1000';
            }
            exec 'sleep', '1000';
            """)
        let left = try #require(Int32(try await harness.line(in: file)))
        #expect(try await harness.members(id).contains(left))
        kill(try await harness.process(id).pid, SIGKILL)
        #expect(try await harness.ended(id).exitCode == 137)
        #expect(await soon { !lives(left) })
    }

    @Test func `by closing its outputs runs on and ends as it likes`() async throws {
        let gate = harness.folder.file("gate")
        let id = try await harness.start(
            "sh", "-c", "printf last; exec >&- 2>&-; while ! test -e \(gate); do sleep 0.01; done; exit 6")
        #expect(await soon { harness.log().hasSuffix(" stdout F last\n") })
        #expect(try await harness.status(id).state == .running)
        _ = try harness.folder.write("", to: "gate")
        #expect(try await harness.ended(id).exitCode == 6)
    }

    @Test func `by flooding its output starves nobody`() async throws {
        let flood = try await harness.start("sh", "-c", "yes | cat; exit 1", name: "flood")
        for round in 0..<3 {
            let id = try await harness.start("echo", "hello \(round)", name: "quiet", attempt: Int32(round))
            #expect(try await harness.ended(id).exitCode == 0)
            #expect(await soon { harness.log("quiet", attempt: Int32(round)).hasSuffix("hello \(round)\n") })
        }
        #expect(try await runtime.execSync(flood, command: ["true"], timeoutNanoseconds: 60_000_000_000).exitCode == 0)
        try await runtime.stopContainer(flood, graceSeconds: 60)
        #expect(try await harness.status(flood).exitCode == 143)
        #expect(runtime.counters.logLinesLost.value == 0)
    }

    @Test func `by forking without end is killed as a whole`() async throws {
        let id = try await harness.start(
            "perl", "-e", "use POSIX; for (1..40) { if (fork == 0) { POSIX::setsid(); sleep 1000; exit } } sleep 1000")
        #expect(await soon { try await harness.members(id).count == 41 })
        let members = try await harness.members(id)
        try await runtime.stopContainer(id, graceSeconds: 0)
        #expect(await soon { members.allSatisfy { !lives($0) } })
    }
}
