import EventLoops
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
            do throws(SystemError) {
                try PosixThread(name: "http-answers") { [queue] in while let job = queue.next() { job.run() } }.detach()
            } catch {
                throw .noThread(errno: error.errno)
            }
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
