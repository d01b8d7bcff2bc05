import Synchronization

/// Turns host names into addresses in a few threads of its own, because the system's lookup blocks.
package final class NameResolver: Sendable {
    package typealias Answer = Result<[IPAddress], ResolveError>
    package typealias Lookup = @Sendable (_ host: String) -> Answer

    package struct Limits: Sendable {
        /// Lookups at once. A silent name server holds one for 5 to 30 s, so a few names that hang must not stop the rest.
        package var threads = 4
        /// Callers that wait. More than this and a lookup could not answer within any probe's timeout: then it is
        /// local trouble.
        package var waiting = 4_096
        /// Names remembered, so that a stream of ever new names cannot grow the memory.
        package var cachedNames = 4_096
        /// Shorter than the usual period of 10 s, so that each attempt of one probe sees the name anew as the
        /// kubelet's does, and many probes of one name share a lookup.
        package var successNanoseconds: Int64 = 5_000_000_000
        package var failureNanoseconds: Int64 = 1_000_000_000

        package init() {}
    }

    private let desk: Desk

    /// Threads are started when the first names come.
    /// - Parameters lookup, clock: replaced by tests.
    package init(
        limits: Limits = Limits(), lookup: Lookup? = nil, clock: @escaping @Sendable () -> MonotonicTime = { .now() }
    ) throws(SystemError) {
        desk = try Desk(limits, lookup ?? SystemLookup.addresses(of:), clock)
    }

    deinit { stop() }

    /// Calls `completion` exactly once: at once in the caller's thread for an address in text form, for a name in the cache
    /// and when it cannot be looked up; later in a thread of the resolver otherwise.
    package func resolve(_ host: String, completion: @escaping @Sendable (Answer) -> Void) {
        if let address = IPAddress(host) { return completion(.success([address])) }
        if let answer = desk.ask(host, completion) { completion(answer) }
    }

    /// Answers everybody who waits with an error. A lookup under way cannot be interrupted, so its thread is not waited for;
    /// it ends by itself and touches nothing more.
    package func stop() { desk.stop() }
}

/// What the facade shares with its threads.
private final class Desk: Sendable {
    typealias Completion = @Sendable (NameResolver.Answer) -> Void

    private struct State {
        var cache: [String: (answer: NameResolver.Answer, until: MonotonicTime)] = [:]
        /// By name: everybody who waits for it. A name is here from being asked for until its answer.
        var waiting: [String: [Completion]] = [:]
        var waitingCount = 0
        /// Names that no thread has taken yet, oldest first.
        var queue: [String] = []
        var threads = 0
        var isStopped = false
    }

    private let limits: NameResolver.Limits
    private let lookup: NameResolver.Lookup
    private let clock: @Sendable () -> MonotonicTime
    private let state = Mutex(State())
    /// One signal for each name in the queue.
    private let work: EventCounter

    init(
        _ limits: NameResolver.Limits, _ lookup: @escaping NameResolver.Lookup,
        _ clock: @escaping @Sendable () -> MonotonicTime
    ) throws(SystemError) {
        self.limits = limits
        self.lookup = lookup
        self.clock = clock
        work = try EventCounter(.oneByOne)
    }

    /// An answer that is there at once; otherwise `completion` waits.
    func ask(_ host: String, _ completion: @escaping Completion) -> NameResolver.Answer? {
        let now = clock()
        return state.withLock { state in
            if state.isStopped { return Self.failure(host, .stopped, "podprobe is stopping") }
            if let known = state.cache[host], now < known.until { return known.answer }
            guard state.waitingCount < limits.waiting else {
                return Self.failure(host, .localTrouble, "\(limits.waiting) lookups are waiting already")
            }
            if state.waiting[host] == nil {
                if let error = startThread(&state) { return Self.failure(host, .localTrouble, error.description) }
                state.queue.append(host)
                work.signal()
            }
            state.waiting[host, default: []].append(completion)
            state.waitingCount += 1
            return nil
        }
    }

    private static func failure(
        _ host: String, _ reason: ResolveError.Reason, _ message: String
    ) -> NameResolver.Answer {
        .failure(ResolveError(host: host, reason: reason, message: message))
    }

    /// One more thread for one more name, up to the limit. An error only when there is no thread at all.
    private func startThread(_ state: inout State) -> SystemError? {
        guard state.threads < limits.threads else { return nil }
        do throws(SystemError) {
            try PosixThread(name: "resolver") { self.serve() }.detach()
            state.threads += 1
            return nil
        } catch {
            return state.threads == 0 ? error : nil
        }
    }

    /// A thread's life.
    private func serve() {
        while true {
            work.wait()
            let host = state.withLock { $0.queue.isEmpty ? nil : $0.queue.removeFirst() }
            guard let host else { return }
            finish(host, lookup(host))
        }
    }

    private func finish(_ host: String, _ answer: NameResolver.Answer) {
        let until = lifetime(of: answer).map { clock() + $0 }
        let completions = state.withLock { state -> [Completion] in
            let completions = state.waiting.removeValue(forKey: host) ?? []
            state.waitingCount -= completions.count
            if let until, !state.isStopped { remember(host, answer, until, in: &state) }
            return completions
        }
        for completion in completions { completion(answer) }
    }

    /// How long an answer is good for; nil for one that says nothing about the name.
    private func lifetime(of answer: NameResolver.Answer) -> Int64? {
        switch answer {
        case .success: limits.successNanoseconds
        case .failure(let error): error.isLocalTrouble ? nil : limits.failureNanoseconds
        }
    }

    private func remember(
        _ host: String, _ answer: NameResolver.Answer, _ until: MonotonicTime, in state: inout State
    ) {
        if state.cache.count >= limits.cachedNames {
            let now = clock()
            state.cache = state.cache.filter { now < $0.value.until }
            if state.cache.count >= limits.cachedNames { state.cache.removeAll() }
        }
        state.cache[host] = (answer, until)
    }

    func stop() {
        let waiting = state.withLock { state in
            let waiting = state.waiting
            let threads = state.threads
            state = State()
            state.isStopped = true
            // A thread that finds the queue empty ends.
            work.signal(UInt64(threads))
            return waiting
        }
        for (host, completions) in waiting {
            for completion in completions { completion(Self.failure(host, .stopped, "podprobe is stopping")) }
        }
    }
}
