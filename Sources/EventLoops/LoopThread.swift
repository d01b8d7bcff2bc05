import CLinux
import Synchronization

/// The facade of one event loop: a thread that makes the loop and a world around it, and that anybody may write to.
///
/// The world need not be Sendable: it is made in the thread, lives in it and ends in it.
package final class LoopThread<World>: Sendable {
    package let name: String
    package let statistics: LoopStatistics
    private let mailbox: Mailbox<World>
    private let thread: PosixThread
    /// Held to the end, so that its descriptor is closed here and not by a thread with a descriptor table of its own.
    private let beginning: Beginning
    /// Whether the thread was joined or detached.
    private let isEnded = Mutex(false)

    /// Returns when the world is made, and throws what making it throws.
    /// - Parameter privateDescriptors: whether the thread gets a descriptor table of its own, so that what it opens is
    ///   nobody else's and a child that it spawns copies a short table (engine-measurements 4). Where that is forbidden
    ///   (a seccomp filter), it lives with everybody's.
    /// - Parameter reachable: the one loop that such a thread can post to: to wake another thread is to write to its
    ///   descriptor. So it must not resume a continuation, start a task or let go of what may close a descriptor of others.
    package init(
        name: String, privateDescriptors: Bool = false, reachable: LoopThread<Void>? = nil,
        _ make: @escaping @Sendable (EventLoop) throws -> World
    ) throws {
        let mailbox = try Mailbox<World>()
        let beginning = try Beginning()
        let others = reachable.map { [$0.mailbox.descriptor] } ?? []
        let thread = try PosixThread(name: name) {
            clinux_set_timer_slack(1)
            if privateDescriptors {
                let kept = ([mailbox.descriptor, beginning.descriptor] + others).sorted()
                clinux_private_descriptors(kept, Int32(kept.count))
            }
            Self.live(mailbox, beginning, make)
        }
        do {
            statistics = try beginning.wait()
        } catch {
            thread.join()
            throw error
        }
        self.name = name
        self.mailbox = mailbox
        self.thread = thread
        self.beginning = beginning
    }

    deinit {
        guard !isEnded.withLock({ $0 }) else { return }
        mailbox.close()
        // The last reference may have been a letter's own.
        if thread.isCurrent { thread.detach() } else { thread.join() }
    }

    /// Runs `body` in the thread, soon and in the order of posting. Dropped, with false as answer, after ``stop()``.
    @discardableResult
    package func post(_ body: @escaping @Sendable (World) -> Void) -> Bool { mailbox.post(body) }

    /// Runs what was posted before, ends the loop and waits for the end of the thread. Not for the thread itself.
    package func stop() {
        mailbox.close()
        isEnded.withLock { isEnded in
            guard !isEnded else { return }
            precondition(!thread.isCurrent, "loop thread \(name) cannot wait for its own end")
            thread.join()
            isEnded = true
        }
    }

    private static func live(
        _ mailbox: Mailbox<World>, _ beginning: Beginning, _ make: (EventLoop) throws -> World
    ) {
        do {
            let loop = try EventLoop()
            defer { loop.removeAll() }
            let reader = MailReader(mailbox, try make(loop), loop)
            let watch = try loop.watch(mailbox.descriptor, .read, reader, tag: 0)
            beginning.succeed(loop.statistics)
            loop.run()
            loop.unwatch(watch)
        } catch {
            beginning.fail(error)
        }
    }
}

/// Reads the loop's mail.
private final class MailReader<World>: DescriptorHandler {
    private let mailbox: Mailbox<World>
    private let world: World
    private let loop: EventLoop

    init(_ mailbox: Mailbox<World>, _ world: World, _ loop: EventLoop) {
        self.mailbox = mailbox
        self.world = world
        self.loop = loop
    }

    func descriptorReady(_ tag: UInt64, _ events: Readiness) {
        let (letters, isLast) = mailbox.empty()
        for letter in letters { letter(world) }
        if isLast { loop.stop() }
    }
}

/// How a thread tells its maker that it has begun.
private final class Beginning: Sendable {
    private let result = Mutex<Result<LoopStatistics, any Error>?>(nil)
    private let counter: EventCounter

    var descriptor: Int32 { counter.descriptor }

    init() throws(SystemError) { counter = try EventCounter(.oneByOne) }

    func succeed(_ statistics: LoopStatistics) { finish(.success(statistics)) }
    func fail(_ error: any Error) { finish(.failure(error)) }

    private func finish(_ result: Result<LoopStatistics, any Error>) {
        self.result.withLock { $0 = result }
        counter.signal()
    }

    func wait() throws -> LoopStatistics {
        counter.wait()
        guard let result = result.withLock({ $0 }) else { preconditionFailure("a thread began without a word") }
        return try result.get()
    }
}
