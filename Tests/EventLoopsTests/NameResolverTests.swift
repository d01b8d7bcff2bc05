import EventLoops
import Synchronization
import TestSupport
import Testing

/// A name service under the test's thumb: it counts questions, and holds answers back until it is opened.
private final class FakeNames: Sendable {
    private struct State {
        var asked: [String] = []
        var clock = MonotonicTime(nanoseconds: 0)
    }
    private let state = Mutex(State())
    let gate: Gate

    init() throws {
        gate = try Gate()
        gate.open()
    }

    var asked: [String] { state.withLock { $0.asked } }
    var clock: MonotonicTime { state.withLock { $0.clock } }
    func pass(seconds: Double) { state.withLock { $0.clock = $0.clock + Int64(seconds * 1e9) } }

    func lookup(_ host: String) -> NameResolver.Answer {
        state.withLock { $0.asked.append(host) }
        gate.pass()
        if host.hasPrefix("bad") {
            return .failure(ResolveError(host: host, reason: .notFound, message: "Name or service not known"))
        }
        if host.hasPrefix("short") {
            return .failure(ResolveError(host: host, reason: .localTrouble, message: "Memory allocation failure"))
        }
        return .success([.v4(UInt32(host.utf8.count))])
    }

    func resolver(_ change: (inout NameResolver.Limits) -> Void = { _ in }) throws -> NameResolver {
        var limits = NameResolver.Limits()
        change(&limits)
        return try NameResolver(limits: limits, lookup: { self.lookup($0) }, clock: { self.clock })
    }
}

/// Answers in the order in which they came.
private final class Answers: Sendable {
    private let list = Mutex<[NameResolver.Answer]>([])
    var all: [NameResolver.Answer] { list.withLock { $0 } }
    func ask(_ resolver: NameResolver, _ host: String) {
        resolver.resolve(host) { answer in self.list.withLock { $0.append(answer) } }
    }
    func reasons() -> [ResolveError.Reason] {
        all.compactMap { if case .failure(let error) = $0 { error.reason } else { nil } }
    }
}

@Suite struct `A name resolver` {
    private let names: FakeNames
    private let answers = Answers()

    init() throws { names = try FakeNames() }

    @Test(arguments: ["127.0.0.1", "::1"]) func `answers an address at once and asks nobody`(text: String) throws {
        let resolver = try names.resolver()
        answers.ask(resolver, text)
        #expect(answers.all == [.success([try #require(IPAddress(text))])])
        #expect(names.asked == [])
    }

    @Test func `finds localhost by the system's means`() async throws {
        let resolver = try NameResolver()
        answers.ask(resolver, "localhost")
        #expect(await eventually { answers.all.count == 1 })
        let found = try #require(answers.all.first).get()
        #expect(found.contains(.loopback) || found.contains(.v6(0, 1, scope: 0)))
        #expect(Set(found).count == found.count)
    }

    @Test(arguments: ["", "a\u{0}b", "no such host.invalid"])
    func `gives a value for what is no name`(host: String) async throws {
        let resolver = try NameResolver()
        answers.ask(resolver, host)
        #expect(await eventually { answers.all.count == 1 })
        let error = try #require(throws: ResolveError.self) { _ = try answers.all.first?.get() }
        #expect(error.host == host)
        #expect(!error.isLocalTrouble)
        #expect(error.description.hasPrefix("lookup \(host): "))
    }

    @Test func `remembers an answer for a while, a failure for less`() async throws {
        let resolver = try names.resolver()
        answers.ask(resolver, "good")
        answers.ask(resolver, "bad")
        #expect(await eventually { answers.all.count == 2 })
        names.pass(seconds: 0.9)
        answers.ask(resolver, "good")
        answers.ask(resolver, "bad")
        #expect(answers.all.count == 4, "both at once")
        #expect(names.asked.sorted() == ["bad", "good"])
        names.pass(seconds: 0.2)
        answers.ask(resolver, "good")
        #expect(answers.all.count == 5, "still at once")
        answers.ask(resolver, "bad")
        #expect(await eventually { names.asked.sorted() == ["bad", "bad", "good"] })
        names.pass(seconds: 4)
        answers.ask(resolver, "good")
        #expect(await eventually { names.asked.sorted() == ["bad", "bad", "good", "good"] })
        #expect(await eventually { answers.all.count == 7 })
    }

    @Test func `does not remember trouble of its own`() async throws {
        let resolver = try names.resolver()
        for count in 1...2 {
            answers.ask(resolver, "short")
            #expect(await eventually { answers.all.count == count })
            #expect(names.asked.count == count)
        }
        #expect(answers.reasons() == [.localTrouble, .localTrouble])
    }

    @Test func `forgets old names when it knows too many`() async throws {
        let resolver = try names.resolver { $0.cachedNames = 2 }
        for (index, host) in ["a", "b", "c"].enumerated() {
            answers.ask(resolver, host)
            #expect(await eventually { answers.all.count == index + 1 })
        }
        answers.ask(resolver, "a")
        #expect(await eventually { names.asked == ["a", "b", "c", "a"] })
    }

    @Test func `asks once for everybody who waits for one name`() async throws {
        names.gate.close()
        let resolver = try names.resolver()
        for _ in 0..<50 { answers.ask(resolver, "good") }
        #expect(await eventually { names.asked == ["good"] })
        names.gate.open()
        #expect(await eventually { answers.all.count == 50 })
        #expect(names.asked == ["good"])
    }

    @Test func `asks for several names at once, within its number of threads`() async throws {
        names.gate.close()
        let resolver = try names.resolver { $0.threads = 2 }
        for host in ["a", "b", "c"] { answers.ask(resolver, host) }
        #expect(await eventually { names.asked.count == 2 })
        names.gate.open()
        #expect(await eventually { answers.all.count == 3 })
        #expect(names.asked.sorted() == ["a", "b", "c"])
    }

    @Test func `turns callers away when too many wait`() async throws {
        names.gate.close()
        let resolver = try names.resolver { $0.waiting = 3 }
        for index in 0..<5 { answers.ask(resolver, "host\(index)") }
        #expect(answers.reasons() == [.localTrouble, .localTrouble])
        names.gate.open()
        #expect(await eventually { answers.all.count == 5 })
        answers.ask(resolver, "more")
        #expect(await eventually { answers.all.count == 6 })
        #expect(answers.reasons().count == 2)
    }

    @Test func `answers everybody once when it is stopped in the middle`() async throws {
        names.gate.close()
        let resolver = try names.resolver { $0.threads = 1 }
        for host in ["a", "a", "b"] { answers.ask(resolver, host) }
        #expect(await eventually { names.asked == ["a"] })
        resolver.stop()
        #expect(answers.reasons() == [.stopped, .stopped, .stopped])
        answers.ask(resolver, "c")
        #expect(answers.reasons().count == 4)
        names.gate.open()
        resolver.stop()
        #expect(answers.all.count == 4)
        #expect(names.asked == ["a"])
    }
}
