import CurlTransfers
import EventLoops

/// The world of the hooks' thread: requests in flight, and those that wait for their turn.
final class LifecycleLoop {
    typealias Resolve = (_ host: String, _ tag: UInt64) -> Void

    static let ended = "podprobe stops"
    private let loop: EventLoop
    private let transfers: any HTTPTransfers
    private let limit: Int
    private let resolve: Resolve
    private var calls: [UInt64: Course] = [:]
    /// In the order of asking.
    private var waiting: [Course] = []
    private var running = 0
    private var runningWithoutEnd = 0
    private var isEnded = false

    /// How far one call has come.
    private final class Course {
        let call: LifecycleCall
        let answer: (LifecycleAnswer) -> Void
        var deadline: TimerID?
        var hasBegun = false
        var isSending = false
        var exchange: HTTPExchange?
        var address = IPAddress.loopback
        /// Of a name with several addresses, those that were not tried yet.
        var otherAddresses: ArraySlice<IPAddress> = []
        /// Why HTTPS failed, once HTTP is tried.
        var httpsFailure: String?

        init(_ call: LifecycleCall, _ answer: @escaping (LifecycleAnswer) -> Void) {
            self.call = call
            self.answer = answer
        }

        var probe: HTTPProbe { httpsFailure == nil ? call.request : call.plain ?? call.request }
    }

    init(_ loop: EventLoop, _ transfers: any HTTPTransfers, limit: Int, _ resolve: @escaping Resolve) {
        self.loop = loop
        self.transfers = transfers
        self.limit = limit
        self.resolve = resolve
    }

    func ask(_ call: LifecycleCall, _ answer: @escaping (LifecycleAnswer) -> Void) {
        if isEnded { return answer(.failed(Self.ended)) }
        if call.isCancelled { return answer(.failed("given up")) }
        let course = Course(call, answer)
        calls[call.tag] = course
        if let nanoseconds = call.timeoutNanoseconds {
            course.deadline = loop.setTimer(at: .now() + nanoseconds, self, tag: call.tag)
        }
        waiting.append(course)
        beginWaiting()
    }

    func cancel(_ tag: UInt64) {
        guard let course = calls[tag] else { return }
        _ = stopSending(course)
        if calls[tag] != nil { finish(course, .failed("given up")) }
    }

    func end() {
        isEnded = true
        for course in calls.values {
            _ = stopSending(course)
            if calls[course.call.tag] != nil { finish(course, .failed(Self.ended)) }
        }
    }

    // MARK: Turns

    private func beginWaiting() {
        while let index = waiting.firstIndex(where: mayBegin) { begin(waiting.remove(at: index)) }
    }

    private func mayBegin(_ course: Course) -> Bool {
        running < limit && (course.call.timeoutNanoseconds != nil || runningWithoutEnd < limit / 2)
    }

    private func begin(_ course: Course) {
        course.hasBegun = true
        running += 1
        if course.call.timeoutNanoseconds == nil { runningWithoutEnd += 1 }
        if let address = IPAddress(course.call.host) {
            send(course, to: address)
        } else {
            resolve(course.call.host, course.call.tag)
        }
    }

    private func finish(_ course: Course, _ answer: LifecycleAnswer) {
        calls[course.call.tag] = nil
        if let deadline = course.deadline { loop.cancel(deadline) }
        if course.hasBegun {
            running -= 1
            if course.call.timeoutNanoseconds == nil { runningWithoutEnd -= 1 }
        } else {
            waiting.removeAll { $0 === course }
        }
        course.answer(answer)
        if !isEnded { beginWaiting() }
    }

    /// A call that failed after HTTPS had failed says both.
    private func fail(_ course: Course, _ why: String) {
        finish(course, .failed(course.httpsFailure.map { "\($0); over HTTP: \(why)" } ?? why))
    }

    // MARK: One request

    func resolved(_ tag: UInt64, _ answer: NameResolver.Answer) {
        guard let course = calls[tag] else { return }
        switch answer {
        case .success(let addresses):
            guard let first = addresses.first else { return fail(course, lookup(course, "no address")) }
            course.otherAddresses = addresses.dropFirst()
            send(course, to: first)
        case .failure(let error): fail(course, lookup(course, error.message))
        }
    }

    private func lookup(_ course: Course, _ why: String) -> String {
        "Get \"\(course.probe.url(podIP: course.call.podIP))\": dial tcp: lookup \(course.call.host): \(why)"
    }

    private func send(_ course: Course, to address: IPAddress) {
        let exchange = HTTPExchange(course.probe, podIP: course.call.podIP, address: address)
        course.address = address
        course.exchange = exchange
        start(exchange.request, course)
    }

    private func start(_ request: HTTPTransferRequest, _ course: Course) {
        course.isSending = true
        transfers.start(request, tag: course.call.tag, self)
    }

    /// Gives up what is in flight, and says how far it was. An answer that is there after all is judged from inside, and what that
    /// leads to, a redirect, is given up as well.
    private func stopSending(_ course: Course) -> HTTPTransferStage? {
        var stage: HTTPTransferStage?
        while course.isSending {
            course.isSending = false
            if case .cancelled(let reached, _) = transfers.cancel(tag: course.call.tag) { stage = reached }
        }
        return stage
    }

    /// The headers are what counts; a body that breaks off takes nothing back.
    private func judge(_ course: Course, _ result: HTTPTransferResult) {
        guard var exchange = course.exchange else { return }
        var result = result
        if result.failure?.afterHeaders == true, result.status != nil { result.failure = nil }
        switch exchange.step(result, keepsOutput: false) {
        case .follow(let request):
            course.exchange = exchange
            course.otherAddresses = []
            start(request, course)
        case .done(.success), .done(.warning), .done(.failure(.httpStatus, _)):
            let place = course.probe.url(podIP: course.call.podIP).authority
            finish(course, .answered(httpInsteadAt: course.httpsFailure.map { _ in place }))
        case .done(.failure(_, let why)), .done(.error(_, let why)), .done(.inconclusive(let why)): fail(course, why)
        case .done(.unknown): fail(course, "no answer")
        }
    }
}

extension LifecycleLoop: HTTPTransferHandler {
    func transferFinished(_ tag: UInt64, _ result: HTTPTransferResult) {
        guard let course = calls[tag] else { return }
        course.isSending = false
        guard let failure = result.failure else { return judge(course, result) }
        if failure.mayLieElsewhere, let next = course.otherAddresses.popFirst() { return send(course, to: next) }
        if failure.isPlainAnswer, course.httpsFailure == nil, course.call.plain != nil {
            course.httpsFailure = failure.message
            return send(course, to: course.address)
        }
        judge(course, result)
    }
}

extension LifecycleLoop: TimerHandler {
    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        guard let course = calls[tag] else { return }
        course.deadline = nil
        let stage = stopSending(course) ?? .connecting
        // The answer was there after all.
        guard calls[tag] != nil else { return }
        let url = course.exchange?.url ?? course.probe.url(podIP: course.call.podIP)
        switch HTTPVerdict.timeout(stage, url: url, address: course.address) {
        case .failure(_, let why), .error(_, let why): fail(course, why)
        default: fail(course, "timeout")
        }
    }
}
