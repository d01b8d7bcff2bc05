import Glibc
import PodModel
import TestSupport
import Testing

@testable import Runtimes

@Suite(.serialized) struct `A container of the process runtime` {
    private let harness: RuntimeHarness
    private var runtime: ProcessRuntime { harness.runtime }
    init() async throws { harness = try await RuntimeHarness() }

    @Test func `runs its command and args to the end`() async throws {
        let id = try await harness.start("sh", "-c", "echo $0 $1; exit 3") { $0.args = ["a", "b c"] }
        let record = try await harness.ended(id)
        #expect((record.exitCode, record.reason) == (3, "Error"))
        let (started, finished) = (try #require(record.startedAt), try #require(record.finishedAt))
        #expect(record.createdAt <= started && started <= finished)
        #expect(await soon { harness.log().hasSuffix(" stdout F a b c\n") }, "\(harness.log())")
        #expect(record.logPath.hasSuffix("/logs/default_web-node_uid-1/main/0.log"))
    }

    @Test func `has ended well with 0, and by a signal with 128 more than its number`() async throws {
        let well = try await harness.ended(harness.start("true", name: "well"))
        #expect((well.exitCode, well.reason) == (0, "Completed"))
        let killed = try await harness.ended(harness.start("sh", "-c", "kill -KILL $$", name: "killed"))
        #expect((killed.exitCode, killed.reason) == (137, "Error"))
    }

    @Test func `gets its own environment over an image's defaults, and nothing of ours`() async throws {
        setenv("PODPROBE_TEST_SECRET", "ours", 1)
        let id = try await harness.start("env", name: "env") {
            $0.environment = [
                EnvVar(name: "A", value: "1"), EnvVar(name: "A", value: "2"), EnvVar(name: "HOME", value: "/srv"),
                EnvVar(name: "EMPTY", value: ""),
            ]
        }
        _ = try await harness.ended(id)
        let expected = [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=web-node", "A=2",
            "HOME=/srv", "EMPTY=", "PODPROBE_CONTAINER_ID=\(id)",
        ]
        #expect(await soon { harness.log("env").split(separator: "\n").count == expected.count })
        let seen = harness.log("env").split(separator: "\n").map { $0.split(separator: " ", maxSplits: 3)[3] }
        #expect(seen.map(String.init).sorted() == expected.sorted())
    }

    @Test func `runs in its working directory, and in the root without one`() async throws {
        _ = try await harness.ended(harness.start("pwd", name: "tmp") { $0.workingDir = self.harness.folder.path })
        _ = try await harness.ended(harness.start("pwd", name: "root"))
        #expect(await soon { harness.log("tmp").hasSuffix(" stdout F \(harness.folder.path)\n") })
        #expect(await soon { harness.log("root").hasSuffix(" stdout F /\n") })
    }

    @Test func `leads a session of its own`() async throws {
        let id = try await harness.start("sleep", "1000")
        let key = try await harness.process(id)
        var proc = ProcFS()
        let found = proc.process(key.pid)
        let stat = try #require(found)
        #expect((stat.session, stat.group) == (key.pid, key.pid))
        #expect(try await harness.status(id).state == .running)
    }

    @Test func `without command and args cannot be created, and is told what to do`() async throws {
        let error = await #expect(throws: RuntimeError.self) { try await harness.create(harness.config([])) }
        #expect(
            error
                == RuntimeError(
                    .config,
                    "container main of pod default/web-node names only an image (perl): the process runtime starts "
                        + "programs, not images; give it a command, or run podprobe with a container runtime"))
    }

    @Test func `that no program can be given is refused with the reason`() async throws {
        for change: (inout ContainerConfig) -> Void in [
            { $0.name = "../../etc" }, { $0.podUID = "" }, { $0.args = ["a\0b"] }, { $0.workingDir = "/\0" },
            { $0.environment = [EnvVar(name: "A=B", value: "")] },
            { $0.environment = [EnvVar(name: "A", value: "\0")] },
        ] {
            var config = harness.config(["true"])
            change(&config)
            let error = await #expect(throws: RuntimeError.self) { try await harness.create(config) }
            #expect(error?.kind == .config)
        }
    }

    @Test func `whose program does not exist has failed to start`() async throws {
        let id = try await harness.create(harness.config(["/nonexistent/program"]))
        let error = await #expect(throws: RuntimeError.self) { try await runtime.startContainer(id) }
        #expect(error?.kind == .start)
        #expect(error?.message.contains("exec: \"/nonexistent/program\": no such file or directory") == true)
        let record = try await harness.status(id)
        #expect((record.state, record.exitCode, record.reason) == (.exited, 128, "StartError"))
        #expect(record.message == "exec: \"/nonexistent/program\": no such file or directory")
        #expect(record.finishedAt != nil)
    }

    @Test func `whose program is not executable or not to be found or has no folder says so`() async throws {
        for (name, arguments, directory, message) in [
            ("a", "/etc/passwd", "", "exec: \"/etc/passwd\": permission denied"),
            ("b", "nosuchprogram", "", "exec: \"nosuchprogram\": executable file not found in $PATH"),
            ("c", "true", "/none", "chdir to the working directory \"/none\": no such file or directory"),
        ] {
            var config = harness.config([arguments], name: name)
            config.workingDir = directory
            let id = try await harness.create(config)
            await #expect(throws: RuntimeError.self) { try await runtime.startContainer(id) }
            let record = try await harness.status(id)
            #expect((record.exitCode, record.reason, record.message) == (128, "StartError", message))
        }
    }

    @Test func `is started once`() async throws {
        let id = try await harness.start("sleep", "1000")
        let error = await #expect(throws: RuntimeError.self) { try await runtime.startContainer(id) }
        #expect(error?.kind == .conflict)
        let unknown = await #expect(throws: RuntimeError.self) { try await runtime.startContainer("nobody") }
        #expect(unknown?.kind == .notFound)
    }

    @Test func `is there once with its number as long as it has not ended`() async throws {
        let id = try await harness.start("sleep", "1000")
        let error = await #expect(throws: RuntimeError.self) { try await harness.create(harness.config(["true"])) }
        #expect(error?.kind == .conflict)
        try await runtime.stopContainer(id, graceSeconds: 0)
        #expect(try await harness.create(harness.config(["true"])) != id)
    }

    @Test func `is removed with its records and its log`() async throws {
        let first = try await harness.start("echo", "one")
        _ = try await harness.ended(first)
        let second = try await harness.start("sh", "-c", "echo two; sleep 1000", attempt: 1)
        #expect(await soon { harness.log().hasSuffix("one\n") && harness.log(attempt: 1).hasSuffix("two\n") })
        let pid = try await harness.process(second).pid
        try await runtime.removeContainer(second)
        #expect(!lives(pid))
        #expect(try await runtime.listContainers().map(\.id) == [first])
        #expect(await soon { harness.log(attempt: 1) == "" })
        #expect(harness.log().hasSuffix("one\n"))
        try await runtime.removeContainer(first)
        try await runtime.removeContainer(first)
        #expect(await soon { Path.entries(harness.storage + "/logs").isEmpty })
        #expect(Path.entries(harness.storage + "/process/containers").isEmpty)
        #expect(Path.entries(harness.storage).sorted() == ["logs", "process"])
    }

    @Test func `is told of when it starts and when it ends`() async throws {
        var events = runtime.events.makeAsyncIterator()
        let id = try await harness.start("true")
        #expect(await events.next() == .containerStarted(id: id, podUID: "uid-1"))
        #expect(await events.next() == .containerExited(id: id, podUID: "uid-1"))
        #expect(try await harness.status(id).state == .exited)
    }
}

@Suite(.serialized) struct `A sandbox of the process runtime` {
    @Test func `is a record with the host's loopback address`() async throws {
        let harness = try await RuntimeHarness()
        let all = try await harness.runtime.listPodSandboxes()
        let sandbox = try #require(all.first)
        #expect(all.count == 1)
        #expect((sandbox.podUID, sandbox.ready, sandbox.ips) == ("uid-1", true, ["127.0.0.1"]))
        let config = PodSandboxConfig(podName: "web-node", podNamespace: "default", podUID: "uid-1")
        let error = await #expect(throws: RuntimeError.self) { try await harness.runtime.runPodSandbox(config) }
        #expect(error?.kind == .conflict)
    }

    @Test func `takes what runs in it along when it is stopped and removed`() async throws {
        let harness = try await RuntimeHarness()
        let id = try await harness.start("sh", "-c", "trap '' TERM; while :; do sleep 1; done")
        let pid = try await harness.process(id).pid
        try await harness.runtime.stopPodSandbox(harness.sandbox)
        #expect(!lives(pid))
        #expect(try await harness.status(id).exitCode == 137)
        #expect(try await harness.runtime.listPodSandboxes().map(\.ready) == [false])
        let error = await #expect(throws: RuntimeError.self) { try await harness.create(harness.config(["true"])) }
        #expect(error?.kind == .notFound)
        try await harness.runtime.stopPodSandbox("nobody")
        try await harness.runtime.removePodSandbox(harness.sandbox)
        #expect(try await harness.runtime.listContainers().isEmpty)
        #expect(try await harness.runtime.listPodSandboxes().isEmpty)
    }
}
