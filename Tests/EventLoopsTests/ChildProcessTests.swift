import EventLoops
import Glibc
import TestSupport
import Testing

/// Starts a child whose output nobody reads.
private func start(_ arguments: String..., directory: String = "") throws -> SpawnedChild {
    let null = FileDescriptor(open("/dev/null", O_RDWR | O_CLOEXEC))
    return try ProcessSpawner.spawn(
        SpawnRequest(arguments: arguments, workingDirectory: directory), output: null.number, error: null.number)
}

private func isReadable(_ pidfd: Int32) -> Bool {
    var wait = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, 30_000) == 1
}

@Suite struct `A child process` {
    @Test func `is ours until its end is collected, and can be looked at before`() throws {
        let child = try start("sh", "-c", "exit 5")
        #expect(ChildProcess.isOwned(child.pid))
        #expect(isReadable(child.pidfd.number))
        #expect(try ChildProcess.peek(pidfd: child.pidfd.number) == .exited(5))
        #expect(ChildProcess.anyZombie)
        #expect(!ChildProcess.reapOrphan(child.pid), "its status is its owner's")
        #expect(try ChildProcess.reap(child.pid, pidfd: child.pidfd.number) == .exited(5))
        #expect(!ChildProcess.isOwned(child.pid))
        #expect(throws: SystemError("waitid", ECHILD)) {
            try ChildProcess.reap(child.pid, pidfd: child.pidfd.number)
        }
    }

    @Test func `that ended before its spawn returned is not taken for an orphan`() throws {
        var pid: Int32 = 0
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(words[0]) }
        let owned = ChildProcess.owning {
            guard posix_spawnp(&pid, "true", nil, nil, &words, nil) == 0 else { return -1 }
            var ending = siginfo_t()
            waitid(P_PID, id_t(pid), &ending, WEXITED | WNOWAIT)
            #expect(!ChildProcess.reapOrphan(pid), "its number is not registered yet")
            return pid
        }
        #expect(owned == pid && pid > 0 && ChildProcess.isOwned(pid))
        let pidfd = try ChildProcess.openPidfd(pid)
        #expect(try ChildProcess.reap(pid, pidfd: pidfd.number) == .exited(0))
    }

    @Test func `that runs has no end yet, and takes signals by its pidfd`() throws {
        let child = try start("sleep", "1000")
        #expect(try ChildProcess.peek(pidfd: child.pidfd.number) == nil)
        try ChildProcess.signal(SIGINT, pidfd: child.pidfd.number)
        #expect(isReadable(child.pidfd.number))
        let ending = try ChildProcess.reap(child.pid, pidfd: child.pidfd.number)
        #expect(ending == .signalled(SIGINT))
        #expect(ending?.exitCode == 130)
        // One that has ended is fine.
        try ChildProcess.signal(SIGINT, pidfd: child.pidfd.number)
    }

    @Test func `of somebody else tells how it ended where the kernel remembers`() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.file("pid")
        mkfifo(folder.file("gate"), 0o600)
        let parent = try start("sh", "-c", "sh -c 'echo $$ > \(file); read x < \(folder.file("gate")); exit 9' & wait")
        #expect(await eventually { numberIn(file) != nil })
        let pidfd = try ChildProcess.openPidfd(try #require(numberIn(file)))
        #expect(throws: SystemError("waitid", ECHILD)) { try ChildProcess.peek(pidfd: pidfd.number) }
        let gate = fopen(folder.file("gate"), "w")
        fputs("go\n", gate)
        fclose(gate)
        #expect(isReadable(parent.pidfd.number))
        _ = try ChildProcess.reap(parent.pid, pidfd: parent.pidfd.number)
        do {
            #expect(try ChildProcess.endingOfStranger(pidfd: pidfd.number) == .exited(9))
        } catch {
            #expect([ENOTTY, EINVAL].contains(error.errno), "\(error)")
        }
    }
}

@Suite struct `A spawn that fails` {
    private func failure(_ arguments: String..., directory: String = "") -> SpawnError? {
        do {
            let null = FileDescriptor(open("/dev/null", O_RDWR | O_CLOEXEC))
            let child = try ProcessSpawner.spawn(
                SpawnRequest(arguments: arguments, workingDirectory: directory), output: null.number,
                error: null.number)
            Issue.record("\(arguments) started as \(child.pid)")
            return nil
        } catch {
            return error
        }
    }

    @Test func `says so in the words of a container runtime`() throws {
        #expect(
            failure("/nonexistent/program")?.description
                == "exec: \"/nonexistent/program\": no such file or directory")
        #expect(failure("nosuch")?.description == "exec: \"nosuch\": executable file not found in $PATH")
        #expect(failure("/etc/passwd")?.description == "exec: \"/etc/passwd\": permission denied")
        #expect(
            failure("true", directory: "/nonexistent")?.description
                == "chdir to the working directory \"/nonexistent\": no such file or directory")
        #expect(
            failure("true", directory: "/etc/passwd")?.description
                == "chdir to the working directory \"/etc/passwd\": not a directory")
    }

    @Test func `knows a missing program from a missing directory`() {
        #expect(failure("/nonexistent/program")?.isNotFound == true)
        #expect(failure("true", directory: "/nonexistent")?.isNotFound == false)
        #expect(failure("true", directory: "/nonexistent")?.stage == .chdir)
        #expect(failure("/etc/passwd")?.stage == .exec)
    }
}

private func numberIn(_ path: String) -> Int32? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = fread(&bytes, 1, bytes.count, file)
    guard bytes[..<count].last == UInt8(ascii: "\n") else { return nil }
    return Int32(String(decoding: bytes[..<(count - 1)], as: UTF8.self))
}
