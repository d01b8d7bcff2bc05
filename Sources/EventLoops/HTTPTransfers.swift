/// Carries out HTTP requests on one event loop. The one thing a prober knows about HTTP: libcurl stands behind it
/// today, a client of our own may stand there tomorrow.
///
/// Deadlines are the caller's: it sets a timer of its own and calls ``cancel(tag:)`` (engine-measurements 2: libcurl's
/// own timeouts are O(n) under mass failure). Everything here is called on the loop's thread.
package protocol HTTPTransfers: AnyObject {
    /// Makes a request ready once, so that each of its transfers need not build its URL and headers again.
    func prepare(_ request: HTTPTransferRequest) -> any HTTPPreparedRequest

    /// Begins a transfer of what ``prepare(_:)`` of this same object gave. `tag` is the caller's and unique among the
    /// transfers in flight.
    ///
    /// The handler hears of it exactly once, never from inside this call, unless the transfer is cancelled first. It is
    /// not kept alive: usually it is the one who owns this object, and a cycle of the two would outlive the loop.
    func start(_ prepared: any HTTPPreparedRequest, tag: UInt64, _ handler: any HTTPTransferHandler)

    /// Ends a transfer early. The socket is read once more first: if that finishes it, the handler is called from
    /// inside this call and the answer is `.finished`. After it returns, the handler is not called for `tag` again.
    func cancel(tag: UInt64) -> HTTPTransferProgress

    /// Transfers started and neither finished nor cancelled.
    var inFlight: Int { get }
}

extension HTTPTransfers {
    /// ``prepare(_:)`` and `start` in one, for a request that is sent once.
    package func start(_ request: HTTPTransferRequest, tag: UInt64, _ handler: any HTTPTransferHandler) {
        start(prepare(request), tag: tag, handler)
    }
}

/// A request in the form that one HTTP client sends. It may be in flight any number of times at once, and stays on the
/// loop's thread.
package protocol HTTPPreparedRequest: AnyObject {}

/// Hears how a transfer ended.
package protocol HTTPTransferHandler: AnyObject {
    func transferFinished(_ tag: UInt64, _ result: HTTPTransferResult)
}

/// What ``HTTPTransfers/cancel(tag:)`` found.
package enum HTTPTransferProgress: Sendable, Equatable {
    /// The answer was there after all: the handler was called.
    case finished
    /// Given up at this stage; `phases` holds what was behind it.
    case cancelled(HTTPTransferStage, TransferPhases)
    /// No transfer in flight has this tag.
    case unknown
}

/// How far a transfer came.
package enum HTTPTransferStage: Sendable, Equatable {
    case connecting
    case tlsHandshake
    /// The request is being sent or was sent; the answer's headers are not complete.
    case awaitingHeaders
    case readingBody
}
