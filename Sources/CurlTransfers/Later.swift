import EventLoops

/// Ends that were known while a transfer was being started, kept for the loop's next turn: a handler never hears of a
/// transfer from inside `start`.
final class Later: TimerHandler {
    struct Refused {
        let tag: UInt64
        let failure: HTTPTransferFailure
        weak var handler: (any HTTPTransferHandler)?
    }

    private let loop: EventLoop
    weak var owner: CurlTransfers?
    private(set) var refused: [Refused] = []
    private var multis: [CurlMulti] = []
    private var timer: TimerID?

    init(loop: EventLoop) { self.loop = loop }

    /// A transfer that could not begin.
    func refuse(_ tag: UInt64, _ failure: HTTPTransferFailure, _ handler: any HTTPTransferHandler) {
        refused.append(Refused(tag: tag, failure: failure, handler: handler))
        wake()
    }

    /// A multi handle that knows of an end.
    func finish(_ multi: CurlMulti) {
        guard !multis.contains(where: { $0 === multi }) else { return }
        multis.append(multi)
        wake()
    }

    /// Tells of the refusal of `tag` now; false when there is none.
    func deliver(_ tag: UInt64) -> Bool {
        guard let index = refused.firstIndex(where: { $0.tag == tag }) else { return false }
        deliver(refused.remove(at: index))
        return true
    }

    func cancel() {
        if let timer { loop.cancel(timer) }
    }

    private func wake() {
        if timer == nil { timer = loop.setTimer(at: loop.now, self, tag: 0) }
    }

    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        timer = nil
        let known = multis
        multis.removeAll(keepingCapacity: true)
        for multi in known { owner?.finishAll(of: multi) }
        // Handlers may start transfers, which may be refused again: those wait for the next turn.
        let tags = refused.map(\.tag)
        for tag in tags { _ = deliver(tag) }
    }

    private func deliver(_ one: Refused) {
        var result = HTTPTransferResult()
        result.failure = one.failure
        one.handler?.transferFinished(one.tag, result)
    }
}
