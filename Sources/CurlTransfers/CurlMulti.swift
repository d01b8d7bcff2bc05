import CCurl
import EventLoops
import Glibc

/// One multi handle of libcurl, with its sockets and its timer on the loop.
///
/// libcurl only ever says here what to watch; what became of transfers is asked for with ``nextFinished()`` after every
/// action.
final class CurlMulti {
    private let handle: UnsafeMutableRawPointer
    private let loop: EventLoop
    /// Owns this object and closes it before it goes away itself.
    private unowned let owner: CurlTransfers
    private var watches: [Int32: WatchID] = [:]
    private var timer: TimerID?
    /// Transfers whose socket the loop could not watch, with the turn of use that it happened in.
    private var unwatched: [(transfer: CurlTransfer, use: UInt64)] = []
    /// Transfers added and not removed.
    private(set) var inFlight = 0
    /// Those of them that libcurl has not finished, as of the last action.
    private var running: Int32 = 0
    private var isStarting = false
    /// The handle that is being started: of its wishes for its socket only the last counts, and costs one call.
    private var beginner: UnsafeMutableRawPointer?
    private var wish: (socket: curl_socket_t, events: Int32)?

    /// Nil when there is no memory, or no descriptors, for another one.
    init?(loop: EventLoop, owner: CurlTransfers) {
        guard let handle = curl_multi_init() else { return nil }
        self.handle = handle
        self.loop = loop
        self.owner = owner
        setOptions()
    }

    /// Ends everything. The transfers have been removed before.
    func close() {
        precondition(inFlight == 0, "\(inFlight) transfers in a multi handle that is closed")
        setTimer(milliseconds: -1)
        curl_multi_cleanup(handle)
        for id in watches.values { loop.unwatch(id) }
        watches.removeAll()
    }

    /// Takes in a transfer and begins it at once: an action for each costs nothing measurable against one for a batch
    /// (70 µs of CPU a transfer both ways, in C, at 64 in flight).
    func start(_ transfer: CurlTransfer) -> CURLMcode {
        // libcurl asks for a timer of 0 ms here, which is the action below.
        isStarting = true
        let code = curl_multi_add_handle(handle, transfer.easy)
        isStarting = false
        guard code == CURLM_OK else { return code }
        transfer.multi = self
        inFlight += 1
        beginner = transfer.easy
        act(on: CURL_SOCKET_BAD, events: 0)
        sendAtOnce(transfer)
        beginner = nil
        if let wish = wish.take() { watch(wish.socket, wish.events, for: transfer.easy) }
        return code
    }

    /// On this machine the handshake is over when `connect` returns, so one look saves a wait and its wake-up.
    private func sendAtOnce(_ transfer: CurlTransfer) {
        guard transfer.socket >= 0 else { return }
        var look = pollfd(fd: transfer.socket, events: Int16(POLLOUT), revents: 0)
        if poll(&look, 1, 0) > 0 { act(on: transfer.socket, events: CURL_CSELECT_OUT) }
    }

    func remove(_ transfer: CurlTransfer) {
        curl_multi_remove_handle(handle, transfer.easy)
        inFlight -= 1
    }

    /// Lets libcurl work on what became ready; 0 events make it look for itself.
    func act(on socket: curl_socket_t, events: Int32) {
        curl_multi_socket_action(handle, socket, events, &running)
    }

    /// Whether ``nextFinished()`` would find something, just after an action.
    var hasNews: Bool { Int(running) < inFlight || !unwatched.isEmpty }

    /// A transfer that has ended and must be removed now, and how.
    func nextFinished() -> (CurlTransfer, CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            return (.of(easy: message.pointee.easy_handle), message.pointee.data.result)
        }
        while let (transfer, use) = unwatched.popLast() {
            if transfer.multi === self, transfer.use == use { return (transfer, CURLE_COULDNT_CONNECT) }
        }
        return nil
    }
}

// MARK: What libcurl asks for

extension CurlMulti {
    private func setOptions() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        podprobe_multi_setopt_long(handle, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        podprobe_multi_setopt_socket(
            handle,
            { easy, socket, wish, context, _ in
                CurlMulti.at(context).watch(socket, wish, for: easy)
                return 0
            }, context)
        podprobe_multi_setopt_timer(
            handle,
            { _, milliseconds, context in
                CurlMulti.at(context).setTimer(milliseconds: milliseconds)
                return 0
            }, context)
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> CurlMulti {
        guard let context else { preconditionFailure("libcurl lost a callback's context") }
        return Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue()
    }

    /// Made once: building an option set of another module is no inline matter.
    private static let reading: Interest = .read
    private static let writing: Interest = .write
    private static let both: Interest = [.read, .write]

    /// Level-triggered on purpose: libcurl reads one buffer and returns, so with an edge the rest of a longer answer
    /// would lie in the kernel and nothing would ever say so.
    private func watch(_ socket: curl_socket_t, _ wish: Int32, for easy: UnsafeMutableRawPointer?) {
        if easy == beginner {
            self.wish = wish == CURL_POLL_REMOVE ? nil : (socket, wish)
            return
        }
        guard wish != CURL_POLL_REMOVE else {
            if let id = watches.removeValue(forKey: socket) { loop.unwatch(id) }
            return
        }
        if wish & CURL_POLL_IN != 0 { CurlTransfer.of(easy: easy).noteConnection() }
        let interest = wish == CURL_POLL_IN ? Self.reading : wish == CURL_POLL_OUT ? Self.writing : Self.both
        do throws(SystemError) {
            if let id = watches[socket] {
                try loop.change(id, interest)
            } else {
                watches[socket] = try loop.watch(socket, interest, self, tag: UInt64(socket))
            }
        } catch {
            // An error answered to libcurl would end every transfer of this handle.
            let transfer = CurlTransfer.of(easy: easy)
            transfer.systemError = error
            unwatched.append((transfer, transfer.use))
        }
    }

    private func setTimer(milliseconds: Int) {
        guard !isStarting else { return }
        if let timer { loop.cancel(timer) }
        timer = milliseconds < 0 ? nil : loop.setTimer(at: loop.now + Int64(milliseconds) * 1_000_000, self, tag: 0)
    }
}

extension CurlMulti: DescriptorHandler {
    func descriptorReady(_ tag: UInt64, _ events: Readiness) {
        var bits: Int32 = 0
        if events.isReadable { bits |= CURL_CSELECT_IN }
        if events.contains(.write) { bits |= CURL_CSELECT_OUT }
        if events.contains(.error) { bits |= CURL_CSELECT_ERR }
        act(on: curl_socket_t(tag), events: bits)
        owner.finishAll(of: self)
    }
}

extension CurlMulti: TimerHandler {
    func timerFired(_ tag: UInt64, dueAt: MonotonicTime) {
        timer = nil
        act(on: CURL_SOCKET_BAD, events: 0)
        owner.finishAll(of: self)
    }
}
