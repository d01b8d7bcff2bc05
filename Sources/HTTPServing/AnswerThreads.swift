import Glibc
import Synchronization

/// The threads on which answers are found, apart from the runtime's pool: rendering a big exposition must not take one
/// of its few threads from the supervisor, and a busy pool must not keep a scraper waiting.
final class AnswerThreads: TaskExecutor {
    /// One more than a big render, so that a small answer gets by. A machine this is for has few cores.
    private static let count = 2

    private let queue = JobQueue()

    init() throws(HTTPServerError) {
        for _ in 0..<Self.count {
            let queue = queue
            let code = startThread { while let job = queue.next() { job.run() } }
            guard code == 0 else { throw .noThread(errno: code) }
        }
    }

    /// Tasks keep their executor, so no job comes after this.
    deinit { for _ in 0..<Self.count { queue.add(nil) } }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.add(Job(job: UnownedJob(job), executor: asUnownedTaskExecutor()))
    }
}

private struct Job: Sendable {
    var job: UnownedJob
    var executor: UnownedTaskExecutor

    func run() { job.runSynchronously(on: executor) }
}

/// Unchecked because of the semaphore's pointer only, which never changes; the semaphore is made for being shared.
private final class JobQueue: @unchecked Sendable {
    private let jobs = Mutex<[Job?]>([])
    private let filled: UnsafeMutablePointer<sem_t>

    init() {
        filled = .allocate(capacity: 1)
        filled.initialize(to: sem_t())
        sem_init(filled, 0, 0)
    }

    deinit {
        sem_destroy(filled)
        filled.deallocate()
    }

    /// Nil ends the thread that takes it.
    func add(_ job: Job?) {
        jobs.withLock { $0.append(job) }
        sem_post(filled)
    }

    /// Waits for the next job. The queue is short: at most one entry for each answer that is being found.
    func next() -> Job? {
        while sem_wait(filled) != 0 {}
        return jobs.withLock { $0.removeFirst() }
    }
}

/// Starts a thread that nobody waits for. It takes none of the process's signals: those are for main.
/// - Returns: 0, or the errno that pthread_create gives.
private func startThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    var thread = pthread_t()
    let code = withoutSignals {
        pthread_create(
            &thread, nil,
            { box in
                guard let box else { return nil }
                Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
                return nil
            }, box)
    }
    if code == 0 { pthread_detach(thread) } else { Unmanaged<Box>.fromOpaque(box).release() }
    return code
}

/// A thread inherits the signals that are blocked when it starts: the server's must not take those that main waits for.
func withoutSignals<Result>(_ body: () -> Result) -> Result {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body()
}
