import CCurl
package import EventLoops

/// HTTP, HTTPS and HTTP/2 by prior knowledge on one event loop, carried out by libcurl (engine-measurements 1, 2 and
/// its checklist).
///
/// Belongs to the loop's thread. When it goes away, what is in flight ends unheard.
package final class CurlTransfers: HTTPTransfers {
    /// Idle handles that are kept, some 7 KiB each: as many as are in flight while targets answer quickly
    /// (engine-measurements, design advice 4).
    private static let idleLimit = 256
    /// libcurl's tables slow down with what is in one multi handle: 70 µs a transfer at 64 in flight, 86 at 512, 118 at
    /// 4,096.
    private static let comfortablyFull = 64
    /// So 10,000 hanging transfers make 625 in each. A multi handle costs two descriptors, and is made when the others
    /// are full.
    private static let multiLimit = 16
    /// Reads of one buffer at a deadline: more than any body that a probe keeps.
    private static let lastReadsLimit = 64

    private let loop: EventLoop
    private var multis: [CurlMulti] = []
    private var byTag: [UInt64: CurlTransfer] = [:]
    /// Last in, first out: the handle that was used a moment ago is still in the processor's cache.
    private var idle: [CurlTransfer] = []
    private let later: Later

    /// Throws when the machine's libcurl is too old, lacks something, or can't be initialised.
    package init(loop: EventLoop) throws(CurlUnusable) {
        try CurlLibrary.load()
        self.loop = loop
        later = Later(loop: loop)
        later.owner = self
        guard let first = CurlMulti(loop: loop, owner: self) else {
            throw CurlUnusable(description: "libcurl could not make a multi handle: out of memory or of descriptors")
        }
        multis.append(first)
    }

    deinit {
        later.cancel()
        for transfer in byTag.values {
            transfer.multi?.remove(transfer)
            _ = transfer.end()
        }
        for multi in multis { multi.close() }
    }

    package var inFlight: Int { byTag.count + later.refused.count }

    package func prepare(_ request: HTTPTransferRequest) -> any HTTPPreparedRequest { CurlRequest(request) }

    package func start(_ prepared: any HTTPPreparedRequest, tag: UInt64, _ handler: any HTTPTransferHandler) {
        precondition(byTag[tag] == nil && !later.refused.contains { $0.tag == tag }, "tag \(tag) is in flight already")
        guard let request = prepared as? CurlRequest else {
            preconditionFailure("a request that was prepared elsewhere")
        }
        if let refusal = request.refusal { return later.refuse(tag, refusal, handler) }
        guard let transfer = idle.popLast() ?? CurlTransfer() else {
            return later.refuse(tag, .init(.localTrouble, message: "libcurl: no memory for a handle"), handler)
        }
        transfer.begin(request, tag: tag, handler)
        let multi = multiWithRoom()
        byTag[tag] = transfer
        let code = multi.start(transfer)
        guard code == CURLM_OK else {
            byTag[tag] = nil
            _ = transfer.end()
            let message = "libcurl: \(String(cString: curl_multi_strerror(code)))"
            return later.refuse(tag, .init(.localTrouble, message: message), handler)
        }
        if multi.hasNews { later.finish(multi) }
    }

    package func cancel(tag: UInt64) -> HTTPTransferProgress {
        guard let transfer = byTag[tag] else { return later.deliver(tag) ? .finished : .unknown }
        let use = transfer.use
        readOnceMore(transfer)
        guard transfer.use == use, let multi = transfer.multi else { return .finished }
        let progress = HTTPTransferProgress.cancelled(transfer.stage, transfer.phases(ended: false))
        multi.remove(transfer)
        retire(transfer)
        return progress
    }

    /// What the kernel holds by now counts as having arrived in time (product.md, promise 3).
    private func readOnceMore(_ transfer: CurlTransfer) {
        let use = transfer.use
        for _ in 0..<Self.lastReadsLimit {
            guard transfer.use == use, let multi = transfer.multi, transfer.socket >= 0 else { return }
            let seen = transfer.response.bytesSeen
            multi.act(on: transfer.socket, events: 0)
            finishAll(of: multi)
            guard transfer.use == use, transfer.response.bytesSeen > seen else { return }
        }
    }

    private func multiWithRoom() -> CurlMulti {
        if let multi = multis.first(where: { $0.inFlight < Self.comfortablyFull }) { return multi }
        if multis.count < Self.multiLimit, let multi = CurlMulti(loop: loop, owner: self) {
            multis.append(multi)
            return multi
        }
        return multis.min { $0.inFlight < $1.inFlight } ?? multis[0]
    }

    /// Hears what became of transfers; after every action, because each removal searches libcurl's list of messages
    /// from its beginning.
    func finishAll(of multi: CurlMulti) {
        while let (transfer, code) = multi.nextFinished() {
            let result = transfer.result(code)
            let tag = transfer.tag
            multi.remove(transfer)
            retire(transfer)?.transferFinished(tag, result)
        }
    }

    /// Puts a handle back, before its owner hears of the end: the next transfer, which may begin there, then uses it.
    @discardableResult private func retire(_ transfer: CurlTransfer) -> (any HTTPTransferHandler)? {
        byTag[transfer.tag] = nil
        let handler = transfer.end()
        if idle.count < Self.idleLimit, transfer.operatingSystemError == 0 { idle.append(transfer) }
        return handler
    }
}
