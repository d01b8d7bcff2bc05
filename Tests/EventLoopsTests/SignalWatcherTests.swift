import EventLoops
import Glibc
import Synchronization
import TestSupport
import Testing

/// Only with signals that nothing else here uses: they belong to the whole process.
@Suite(.serialized) struct `A signal watcher` {
    @Test func `hears every signal of its process, whichever thread it meets`() async throws {
        let heard = Mutex<[Int32: Int]>([:])
        let watcher = try SignalWatcher([SIGUSR1, SIGUSR2]) { signal in heard.withLock { $0[signal, default: 0] += 1 } }
        kill(getpid(), SIGUSR1)
        for count in 1...3 {
            kill(getpid(), SIGUSR2)
            #expect(await eventually { heard.withLock { $0[SIGUSR2] == count } })
        }
        #expect(await eventually { heard.withLock { $0 } == [SIGUSR1: 1, SIGUSR2: 3] })
        watcher.stop()
    }

    @Test func `can be followed by another one`() async throws {
        for _ in 0..<2 {
            let heard = Mutex(0)
            let watcher = try SignalWatcher([SIGUSR1]) { _ in heard.withLock { $0 += 1 } }
            kill(getpid(), SIGUSR1)
            #expect(await eventually { heard.withLock { $0 } == 1 })
            watcher.stop()
            #expect(heard.withLock { $0 } == 1)
        }
    }

    @Test(.inAProcessOfItsOwn) func `leaves a signal its default action when it has stopped, in a process of its own`()
        async
    {
        await #expect(processExitsWith: .signal(SIGUSR1)) {
            let watcher = try SignalWatcher([SIGUSR1]) { _ in }
            watcher.stop()
            // A thread of the pool blocks every signal, and the main thread may not yet have let them in: let this one in here,
            // so that kill does not return before it is delivered (POSIX).
            var unblocked = sigset_t()
            sigemptyset(&unblocked)
            sigaddset(&unblocked, SIGUSR1)
            pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
            kill(getpid(), SIGUSR1)
        }
    }

    @Test func `says which signal cannot be caught`() {
        let error = #expect(throws: SystemError.self) { _ = try SignalWatcher([SIGKILL]) { _ in } }
        #expect(error == SystemError("sigaction", EINVAL))
    }
}
