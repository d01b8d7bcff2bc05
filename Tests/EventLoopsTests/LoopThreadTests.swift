import EventLoops
import Glibc
import Synchronization
import TestSupport
import Testing

/// Not Sendable: the compiler keeps it in its thread.
private final class World {
    let loop: EventLoop
    let thread = pthread_self()
    let onEnd: @Sendable (pthread_t) -> Void
    var letters: [Int] = []

    init(_ loop: EventLoop, onEnd: @escaping @Sendable (pthread_t) -> Void = { _ in }) {
        self.loop = loop
        self.onEnd = onEnd
    }

    deinit { onEnd(pthread_self()) }
}

private struct NoWorld: Error {}

@Suite(.timeLimit(.minutes(2))) struct `A loop thread` {
    @Test func `makes, keeps and ends its world in one thread that is not ours`() throws {
        let seen = Mutex<[pthread_t]>([])
        let thread = try LoopThread(name: "test") { loop in
            World(loop) { thread in seen.withLock { $0.append(thread) } }
        }
        thread.post { world in seen.withLock { $0 += [world.thread, pthread_self()] } }
        thread.stop()
        let threads = seen.withLock { $0 }
        #expect(threads.count == 3, "made, used, ended")
        #expect(Set(threads).count == 1)
        #expect(threads.first != pthread_self())
    }

    @Test func `throws what making the world throws`() {
        #expect(throws: NoWorld.self) { _ = try LoopThread<World>(name: "test") { _ in throw NoWorld() } }
    }

    @Test func `delivers the letters of every sender in their order, and none twice`() async throws {
        let thread = try LoopThread(name: "test") { World($0) }
        let senders = 4
        let each = 5_000
        let threads = try (0..<senders).map { sender in
            try PosixThread(name: "sender") {
                for index in 0..<each { thread.post { $0.letters.append(sender * each + index) } }
            }
        }
        for sender in threads { sender.join() }
        let letters = Mutex<[Int]>([])
        thread.post { world in letters.withLock { $0 = world.letters } }
        thread.stop()
        let received = letters.withLock { $0 }
        #expect(received.count == senders * each)
        for sender in 0..<senders {
            let own = received.filter { $0 / each == sender }
            #expect(own == Array((sender * each)..<((sender + 1) * each)))
        }
    }

    @Test func `delivers what was posted before the stop and drops what comes after it`() throws {
        let count = Mutex(0)
        let thread = try LoopThread(name: "test") { World($0) }
        for _ in 0..<100 { #expect(thread.post { _ in count.withLock { $0 += 1 } }) }
        thread.stop()
        #expect(count.withLock { $0 } == 100)
        #expect(!thread.post { _ in count.withLock { $0 += 1 } })
        thread.stop()
        #expect(count.withLock { $0 } == 100)
    }

    @Test func `can be stopped by several at once`() throws {
        let thread = try LoopThread(name: "test") { World($0) }
        let others = try (0..<4).map { _ in try PosixThread(name: "stopper") { thread.stop() } }
        for other in others { other.join() }
        // Such a thread is likely to get the handle that the ended loop thread had.
        for _ in 0..<4 { try PosixThread(name: "stopper") { thread.stop() }.join() }
        #expect(!thread.post { _ in })
    }

    @Test func `takes letters that a letter posts`() async throws {
        let count = Mutex(0)
        let thread = try LoopThread(name: "test") { World($0) }
        @Sendable func hop(_ left: Int) {
            count.withLock { $0 += 1 }
            if left > 0 { thread.post { _ in hop(left - 1) } }
        }
        thread.post { _ in hop(99) }
        #expect(await eventually { count.withLock { $0 } == 100 })
        thread.stop()
    }

    @Test func `runs timers and descriptors beside its mail`() async throws {
        let fired = Mutex(0)
        let thread = try LoopThread(name: "test") { loop in
            let listener = Listener()
            listener.onTimer = { _, _ in
                fired.withLock { $0 += 1 }
                _ = loop.setTimer(at: loop.now + 100_000, listener, tag: 0)
            }
            _ = loop.setTimer(at: loop.now, listener, tag: 0)
            return World(loop)
        }
        #expect(await eventually { fired.withLock { $0 } > 10 })
        #expect(thread.statistics.events > 10)
        #expect(thread.statistics.turns >= thread.statistics.sleeps)
        thread.stop()
    }

    @Test func `ends when nobody holds it, even if a letter was the last to do so`() async throws {
        let ended = Mutex(0)
        let gate = try Gate()
        var thread: LoopThread<World>? = try LoopThread(name: "test") { loop in
            World(loop) { _ in ended.withLock { $0 += 1 } }
        }
        // The letter holds the facade until after we let go of it.
        thread?.post { [thread] world in
            gate.pass()
            withExtendedLifetime(thread) {}
        }
        thread = nil
        gate.open()
        #expect(await eventually { ended.withLock { $0 } == 1 })

        thread = try LoopThread(name: "test") { loop in World(loop) { _ in ended.withLock { $0 += 1 } } }
        thread = nil
        #expect(ended.withLock { $0 } == 2, "its end was waited for")
    }

    @Test func `does not leak a world whose handlers hold the loop`() throws {
        let ended = Mutex(0)
        for _ in 0..<3 {
            let thread = try LoopThread(name: "test") { loop in
                let world = World(loop) { _ in ended.withLock { $0 += 1 } }
                let listener = Listener()
                listener.onTimer = { _, _ in world.letters.append(1) }
                _ = loop.setTimer(at: loop.now + 3_600_000_000_000, listener, tag: 0)
                return world
            }
            thread.stop()
        }
        #expect(ended.withLock { $0 } == 3)
    }

    @Test(.inAProcessOfItsOwn) func `refuses to wait for its own end, in a process of its own`() async {
        await #expect(processExitsWith: .failure) {
            let thread = try LoopThread(name: "test") { World($0) }
            thread.post { _ in thread.stop() }
            #expect(await eventually { false })
        }
    }
}
