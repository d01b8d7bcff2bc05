import EventLoops
import Glibc
import Synchronization
import Testing

@Suite struct `A thread` {
    @Test func `runs its body once, elsewhere, and can be waited for`() throws {
        let runs = Mutex<[pthread_t]>([])
        let thread = try PosixThread(name: "test") { runs.withLock { $0.append(pthread_self()) } }
        #expect(!thread.isCurrent)
        thread.join()
        #expect(runs.withLock { $0.count } == 1)
        #expect(runs.withLock { $0.first } != pthread_self())
    }

    @Test func `has the name that tools show, cut to what the kernel keeps`() throws {
        let name = Mutex("")
        let thread = try PosixThread(name: "podprobe-loop-seventeen") {
            var bytes = [UInt8](repeating: 0, count: 64)
            let file = FileDescriptor(open("/proc/thread-self/comm", O_RDONLY))
            let count = read(file.number, &bytes, bytes.count)
            name.withLock { $0 = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) }
        }
        thread.join()
        #expect(name.withLock { $0 } == "podprobe-loop-s\n")
    }

    @Test func `blocks every signal but those of faults`() throws {
        let blocked = Mutex<[Int32: Bool]>([:])
        let thread = try PosixThread(name: "test") {
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            for signal in [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGSEGV, SIGILL] {
                blocked.withLock { $0[signal] = sigismember(&mask, signal) == 1 }
            }
        }
        thread.join()
        #expect(
            blocked.withLock { $0 } == [
                SIGTERM: true, SIGINT: true, SIGHUP: true, SIGCHLD: true, SIGSEGV: false, SIGILL: false,
            ])
    }
}
