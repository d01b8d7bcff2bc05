import EventLoops
import Glibc
import Synchronization
import TestSupport
import Testing

private let second: Int64 = 1_000_000_000

extension CommandRunner {
    fileprivate func run(
        _ arguments: String..., environment: [String] = [], directory: String = "", limit: Int = 10_240,
        timeout: Int64 = 30 * second
    ) async -> CommandResult {
        let command = Command(
            arguments: arguments, environment: environment, workingDirectory: directory, outputLimit: limit)
        return await withCheckedContinuation { answer in
            run(command, timeoutNanoseconds: timeout) { answer.resume(returning: $0) }
        }
    }
}

extension CommandResult {
    fileprivate var text: String { String(decoding: output, as: UTF8.self) }
}

/// A zombie does not, whoever is to collect it.
private func lives(_ pid: Int32) -> Bool {
    guard let stat = try? String(contentsOf: "/proc/\(pid)/stat") else { return false }
    return !stat.contains(") Z ")
}

@Suite struct `A command` {
    private let runner: CommandRunner
    init() throws { runner = try CommandRunner(maximumInFlight: 4) }

    @Test func `P21 ends with its exit code`() async {
        #expect(await runner.run("true").ending == .exited(0))
        #expect(await runner.run("sh", "-c", "exit 1").ending == .exited(1))
        #expect(await runner.run("sh", "-c", "exit 255").ending == .exited(255))
    }

    @Test func `has its completion where a loop that is younger than the runner can be woken`() async throws {
        let other = try LoopThread(name: "younger") { _ in 0 }
        let command = Command(arguments: ["sh", "-c", "exit 7"])
        let ending = await withCheckedContinuation { answer in
            runner.run(command, timeoutNanoseconds: 30 * second) { result in
                other.post { _ in answer.resume(returning: result.ending) }
            }
        }
        #expect(ending == .exited(7))
    }

    @Test func `that dies of a signal says which`() async {
        #expect(await runner.run("sh", "-c", "kill -TERM $$").ending == .signalled(SIGTERM))
    }

    @Test func `gives standard output, then standard error, and at most the limit`() async {
        let both = await runner.run("sh", "-c", "echo bad >&2; echo good")
        #expect(both.text == "good\nbad\n")
        let cut = await runner.run("sh", "-c", "echo 56789 >&2; printf 1234", limit: 6)
        #expect(cut.text == "123456")
        #expect(cut.ending == .exited(0))
    }

    @Test func `that floods its output is read to its end and keeps its exit code`() async {
        let flood = await runner.run("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; exit 3")
        #expect(flood.ending == .exited(3))
        #expect(flood.output.count == 10_240)
    }

    @Test func `has only its own environment, working directory and descriptors`() async throws {
        let folder = try TemporaryDirectory()
        let environment = await runner.run("/usr/bin/env", environment: ["A=1", "B=x y"])
        #expect(environment.text == "A=1\nB=x y\n")
        #expect(await runner.run("pwd", directory: folder.path).text == folder.path + "\n")
        // ls opens the folder itself as its next descriptor.
        #expect(await runner.run("ls", "/proc/self/fd").text == "0\n1\n2\n3\n")
    }

    @Test func `leads a session and a group, and ignores and blocks no signal`() async {
        let fields = await runner.run("cut", "-d", " ", "-f", "1,5,6", "/proc/self/stat").text.split(separator: " ")
        #expect(Set(fields.map { $0.filter(\.isNumber) }).count == 1)
        let status = await runner.run("cat", "/proc/self/status").text.split(separator: "\n")
        for field in ["SigBlk", "SigIgn", "SigCgt"] {
            let mask = status.first { $0.hasPrefix(field) }.flatMap { UInt64($0.suffix(16), radix: 16) }
            // glibc's posix_spawn ignores its own two signals, 32 and 33, which no program can use.
            #expect(mask.map { $0 & ~0x1_8000_0000 } == 0, "\(field) \(mask ?? 0)")
        }
    }

    @Test func `reads nothing from standard input`() async {
        #expect(await runner.run("cat").ending == .exited(0))
    }

    @Test func `is searched in the PATH of its own environment`() async throws {
        let folder = try TemporaryDirectory()
        let program = try folder.write("#!/bin/sh\necho mine", to: "true")
        chmod(program, 0o755)
        #expect(await runner.run("true", environment: ["PATH=/nowhere:\(folder.path):/bin"]).text == "mine\n")
        #expect(await runner.run("./true", directory: folder.path).text == "mine\n")
        #expect(await runner.run("true", environment: ["PATH=."], directory: folder.path).text == "mine\n")
    }
}

@Suite struct `A command that cannot start` {
    private let runner: CommandRunner
    init() throws { runner = try CommandRunner(maximumInFlight: 4) }

    private func failure(_ result: CommandResult) -> (errno: Int32, notFound: Bool)? {
        guard case .couldNotStart(let error, let notFound) = result.ending else { return nil }
        return (error.errno, notFound)
    }

    @Test(arguments: ["/nonexistent/program", "no-such-program-anywhere", ""])
    func `because there is none is not found`(program: String) async throws {
        let failure = try #require(failure(await runner.run(program)))
        #expect(failure == (ENOENT, true))
    }

    @Test func `because it is not executable says so`() async throws {
        let folder = try TemporaryDirectory()
        let plain = try folder.write("#!/bin/sh\n", to: "plain")
        #expect(try #require(failure(await runner.run(plain))) == (EACCES, false))
        let searched = await runner.run("plain", environment: ["PATH=\(folder.path)"])
        #expect(try #require(failure(searched)) == (EACCES, false))
        let garbage = try folder.write("\u{1}\u{2}", to: "garbage")
        chmod(garbage, 0o755)
        #expect(try #require(failure(await runner.run(garbage))) == (ENOEXEC, false))
    }

    @Test func `because its working directory is missing does not blame the program`() async throws {
        let result = await runner.run("true", directory: "/nonexistent")
        #expect(try #require(failure(result)) == (ENOENT, false))
        #expect(result.durationNanoseconds == 0)
    }
}

@Suite struct `The deadline of a command` {
    private let runner: CommandRunner
    init() throws { runner = try CommandRunner(maximumInFlight: 4) }

    @Test func `P22 kills the whole group and keeps what was said`() async throws {
        let result = await runner.run(
            "sh", "-c", "trap '' TERM; sleep 1000 & echo $! $$; sleep 1000", timeout: second / 2)
        #expect(result.ending == .timedOut)
        let pids = result.text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        #expect(pids.count == 2)
        #expect(await eventually { pids.allSatisfy { !lives($0) } })
        #expect(await eventually { runner.inFlight == 0 })
    }

    @Test func `is not waited for by a command whose grandchild keeps the pipe open`() async {
        let result = await runner.run("sh", "-c", "sleep 5 & echo $!; exit 7")
        #expect(result.ending == .exited(7))
        #expect(result.durationNanoseconds < 5 * second)
        if let background = Int32(result.text.dropLast()) { kill(background, SIGKILL) }
    }

    @Test func `still comes for a command that closed its outputs`() async {
        #expect(await runner.run("sh", "-c", "exec >&- 2>&-; sleep 1000", timeout: second / 5).ending == .timedOut)
        #expect(await runner.run("sh", "-c", "exec >&- 2>&-; exit 4").ending == .exited(4))
    }
}

@Suite struct `Commands beyond the limit` {
    @Test func `wait their turn in order and say how long they waited`() async throws {
        let runner = try CommandRunner(maximumInFlight: 1)
        let folder = try TemporaryDirectory()
        let gate = folder.file("gate")
        let order = Mutex<[Int]>([])
        let blocker = Command(arguments: ["sh", "-c", "while ! test -e '\(gate)'; do sleep 0.01; done"])
        runner.run(blocker, timeoutNanoseconds: 60 * second) { _ in order.withLock { $0.append(-1) } }
        for number in 0..<5 {
            runner.run(Command(arguments: ["true"]), timeoutNanoseconds: 60 * second) { result in
                #expect(result.ending == .exited(0))
                #expect(result.lateNanoseconds > 0)
                order.withLock { $0.append(number) }
            }
        }
        #expect(await eventually { runner.inFlight == 1 })
        _ = try folder.write("", to: "gate")
        #expect(await eventually { order.withLock { $0.count } == 6 })
        #expect(order.withLock { $0 } == [-1, 0, 1, 2, 3, 4])
    }

    @Test func `are refused when they waited for as long as they may run`() async throws {
        let runner = try CommandRunner(maximumInFlight: 1)
        runner.run(Command(arguments: ["sleep", "1000"]), timeoutNanoseconds: 60 * second) { _ in }
        let result = await runner.run("true", timeout: second / 10)
        #expect(result.ending == .noCapacity)
        #expect(result.lateNanoseconds >= second / 10)
        runner.stop()
    }
}

@Suite struct `A command that is cancelled` {
    @Test func `is killed, or never begins, and says so once`() async throws {
        let folder = try TemporaryDirectory()
        let runner = try CommandRunner(maximumInFlight: 1)
        let endings = Mutex<[Int: CommandResult.Ending]>([:])
        func run(_ number: Int, _ script: String) -> UInt64 {
            runner.run(Command(arguments: ["sh", "-c", script]), timeoutNanoseconds: 600 * second) { result in
                endings.withLock { #expect($0.updateValue(result.ending, forKey: number) == nil) }
            }
        }
        let running = run(0, "echo $$ >'\(folder.file("pid"))'; sleep 1000")
        let waiting = run(1, "touch '\(folder.file("begun"))'")
        _ = run(2, "exit 5")
        #expect(await eventually { try Int32(String(contentsOf: folder.file("pid")).dropLast()) != nil })
        let pid = try #require(Int32(String(contentsOf: folder.file("pid")).dropLast()))
        runner.cancel(waiting)
        runner.cancel(running)
        runner.cancel(running)
        #expect(await eventually { endings.withLock { $0.count } == 3 })
        #expect(endings.withLock { $0 } == [0: .cancelled, 1: .cancelled, 2: .exited(5)])
        #expect(await eventually { !lives(pid) })
        #expect(access(folder.file("begun"), F_OK) != 0)
        runner.cancel(running)
        runner.cancel(99)
    }
}

@Suite struct `The answer to a command` {
    @Test func `comes on a thread that can wake any other`() async throws {
        let runner = try CommandRunner(maximumInFlight: 1)
        let other = try LoopThread(name: "other") { _ in () }
        // Made after the exec thread has its own descriptors, so that it cannot know them.
        let heard = Mutex(0)
        for round in 1...20 {
            runner.run(Command(arguments: ["true"]), timeoutNanoseconds: 60 * second) { _ in
                other.post { _ in heard.withLock { $0 += 1 } }
            }
            #expect(await eventually { heard.withLock { $0 } == round })
        }
    }

    @Test func `comes even when nobody holds the runner any more`() async throws {
        let result = await withCheckedContinuation { answer in
            let runner = try? CommandRunner(maximumInFlight: 1)
            runner?.run(Command(arguments: ["sleep", "1000"]), timeoutNanoseconds: 60 * second) { result in
                answer.resume(returning: result)
            }
        }
        #expect(result.ending == .noCapacity)
    }

    @Test func `may be the last to hold the runner`() async throws {
        let done = Mutex(false)
        do {
            let runner = try CommandRunner(maximumInFlight: 1)
            runner.run(Command(arguments: ["true"]), timeoutNanoseconds: 60 * second) { _ in
                withExtendedLifetime(runner) { done.withLock { $0 = true } }
            }
        }
        #expect(await eventually { done.withLock { $0 } })
    }
}

@Suite struct `A command runner that stops` {
    @Test func `kills what runs, answers everybody, and takes nothing new`() async throws {
        let runner = try CommandRunner(maximumInFlight: 1)
        let endings = Mutex<[CommandResult]>([])
        let folder = try TemporaryDirectory()
        let command = Command(arguments: ["sh", "-c", "echo $$ > '\(folder.file("pid"))'; sleep 1000"])
        for _ in 0..<3 {
            runner.run(command, timeoutNanoseconds: 60 * second) { result in endings.withLock { $0.append(result) } }
        }
        #expect(await eventually { try Int32(String(contentsOf: folder.file("pid")).dropLast()) != nil })
        let pid = try #require(Int32(String(contentsOf: folder.file("pid")).dropLast()))
        runner.stop()
        #expect(endings.withLock { $0.map(\.ending) } == [.noCapacity, .noCapacity, .noCapacity])
        #expect(!lives(pid))
        #expect(runner.inFlight == 0)
        #expect(await runner.run("true").ending == .noCapacity)
    }
}

extension String {
    fileprivate init(contentsOf path: String) throws {
        guard let file = fopen(path, "r") else { throw SystemError("fopen", errno) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        self = String(decoding: bytes[..<count], as: UTF8.self)
    }
}
