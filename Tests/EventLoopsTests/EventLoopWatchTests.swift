import EventLoops
import Glibc
import Testing

@Suite struct `A watch` {
    let loop: EventLoop
    let listener = Listener()

    init() throws { loop = try EventLoop() }

    @Test func `tells what its descriptor is ready for, with its tag`() throws {
        let pipe = try Pipe()
        var seen: [UInt64: Readiness] = [:]
        listener.onReady = { [loop] tag, readiness in
            seen[tag] = readiness
            if seen.count == 2 { loop.stop() }
        }
        pipe.send()
        _ = try loop.watch(pipe.reader.number, .read, listener, tag: 7)
        _ = try loop.watch(pipe.writer.number, .write, listener, tag: UInt64.max)
        loop.runGuarded()
        #expect(seen == [7: .read, UInt64.max: .write])
    }

    @Test func `is silent while its descriptor is not ready, and after its interest went`() throws {
        let quiet = try Pipe()
        let loud = try Pipe()
        var calls: [UInt64] = []
        var watch: WatchID?
        listener.onReady = { [loop] tag, _ in
            calls.append(tag)
            if let watch { #expect(throws: Never.self) { try loop.change(watch, []) } }
        }
        _ = try loop.watch(quiet.reader.number, .read, listener, tag: 1)
        watch = try loop.watch(loud.reader.number, [], listener, tag: 2)
        loud.send()
        loop.later { [loop] in loop.stop() }
        loop.runGuarded()
        #expect(calls == [], "no interest yet")
        try loop.change(try #require(watch), .read)
        loop.later { [loop] in loop.stop() }
        loop.runGuarded()
        #expect(calls == [2])
    }

    @Test func `comes in every turn by level, and once by edge`() throws {
        let one = try Pipe()
        let two = try Pipe()
        var calls: [UInt64: Int] = [:]
        listener.onReady = { [loop] tag, _ in
            calls[tag, default: 0] += 1
            if calls[1] == 5 { loop.stop() }
        }
        one.send()
        two.send()
        _ = try loop.watch(one.reader.number, .read, listener, tag: 1)
        _ = try loop.watch(two.reader.number, [.read, .edge], listener, tag: 2)
        loop.runGuarded()
        #expect(calls == [1: 5, 2: 1])
    }

    @Test func `tells of the other side's end without being asked`() throws {
        var seen: Readiness = []
        listener.onReady = { [loop] _, readiness in
            seen = readiness
            loop.stop()
        }
        let reader = try Pipe().closeWriter()
        _ = try loop.watch(reader.number, [], listener, tag: 0)
        loop.runGuarded()
        #expect(seen == .hangUp)
        #expect(seen.isReadable)
    }

    @Test func `that ended is not called for an event of the same batch`() throws {
        let one = try Pipe()
        let two = try Pipe()
        var ids: [WatchID] = []
        var calls = 0
        listener.onReady = { [loop] _, _ in
            calls += 1
            // Whoever comes first ends both, itself twice.
            for id in ids + ids { loop.unwatch(id) }
        }
        one.send()
        two.send()
        ids.append(try loop.watch(one.reader.number, .read, listener, tag: 0))
        ids.append(try loop.watch(two.reader.number, .read, listener, tag: 1))
        loop.later { [loop] in loop.stop() }
        loop.runGuarded()
        #expect(calls == 1)
    }

    @Test func `does not inherit the event of a descriptor with the same number`() throws {
        let one = try Pipe()
        let two = try Pipe()
        let numbers = [one.reader.number, two.reader.number]
        let silent = try Pipe()
        var ids: [WatchID] = []
        var calls: [UInt64] = []
        listener.onReady = { [loop, listener] tag, _ in
            calls.append(tag)
            guard tag < 2 else { return }
            // The neighbour, whose event waits in this batch, is closed and its number goes to a silent pipe at once.
            let neighbour = Int(1 - tag)
            for id in ids { loop.unwatch(id) }
            dup2(silent.reader.number, numbers[neighbour])
            #expect(throws: Never.self) {
                _ = try loop.watch(numbers[neighbour], .read, listener, tag: 2)
            }
        }
        one.send()
        two.send()
        for tag in 0...1 { ids.append(try loop.watch(numbers[tag], .read, listener, tag: UInt64(tag))) }
        loop.later { [loop] in loop.stop() }
        loop.runGuarded()
        #expect(calls.count == 1)
        silent.send()
        loop.later { [loop] in loop.stop() }
        loop.runGuarded()
        #expect(calls.last == 2, "the new watch lives")
    }

    @Test func `is refused for what cannot be watched`() throws {
        var error = #expect(throws: SystemError.self) { _ = try loop.watch(-1, .read, listener, tag: 0) }
        #expect(error == SystemError("epoll_ctl", EBADF))
        let file = FileDescriptor(open("/proc/self/exe", O_RDONLY))
        error = #expect(throws: SystemError.self) { _ = try loop.watch(file.number, .read, listener, tag: 0) }
        #expect(error == SystemError("epoll_ctl", EPERM))
        let pipe = try Pipe()
        _ = try loop.watch(pipe.reader.number, .read, listener, tag: 0)
        error = #expect(throws: SystemError.self) { _ = try loop.watch(pipe.reader.number, .read, listener, tag: 1) }
        #expect(error == SystemError("epoll_ctl", EEXIST))
    }

    @Test func `is served with more neighbours than one batch holds`() throws {
        let pipe = try Pipe()
        pipe.send()
        let descriptors = (0..<600).map { _ in dup(pipe.reader.number) }
        var seen: Set<UInt64> = []
        listener.onReady = { [loop] tag, _ in
            seen.insert(tag)
            if seen.count == descriptors.count { loop.stop() }
        }
        for (index, fd) in descriptors.enumerated() {
            _ = try loop.watch(fd, .read, listener, tag: UInt64(index))
        }
        loop.runGuarded()
        #expect(seen.count == 600)
        for fd in descriptors { close(fd) }
    }
}
