import CCurl
import EventLoops
import Glibc

/// One easy handle and what its present transfer has brought so far. Lives in a pool and is used again and again.
///
/// libcurl holds its address as the context of every callback, so the pool keeps it for as long as the handle lives.
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    /// libcurl writes here why it failed.
    private let errorText: UnsafeMutablePointer<CChar>

    private(set) var tag: UInt64 = 0
    private weak var handler: (any HTTPTransferHandler)?
    /// Stays after the transfer: the handle points into its memory.
    private(set) var request: CurlRequest?
    /// The multi handle that it is in while it is in flight.
    var multi: CurlMulti?
    /// Counts the transfers of this handle, so that an old one is not taken for the present one.
    private(set) var use: UInt64 = 0
    /// What the connection was opened with, or -1.
    var socket: Int32 = -1
    var response = ResponseReader()
    /// When an https transfer's connection was asked for, and when it stood: libcurl 7.88 tells the latter only once the
    /// handshake is through.
    var openedAt: MonotonicTime?
    var connectedAt: MonotonicTime?
    /// What the kernel refused us while libcurl could not see why.
    var systemError: SystemError?

    /// Nil when there is no memory for a handle.
    init?() {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setLastingOptions(errorText: errorText)
    }

    deinit {
        curl_easy_cleanup(easy)
        errorText.deallocate()
    }

    /// Makes the handle ready for a transfer of `request`.
    func begin(_ request: CurlRequest, tag: UInt64, _ handler: any HTTPTransferHandler) {
        self.tag = tag
        self.handler = handler
        use += 1
        socket = -1
        openedAt = nil
        connectedAt = nil
        systemError = nil
        errorText.pointee = 0
        response = ResponseReader(bodyLimit: request.bodyLimit, wantsHeaders: request.wantsHeaders)
        guard self.request !== request else { return }
        setOptions(of: request)
        self.request = request
    }

    /// Lets go of who waited. The handle is out of its multi by then.
    func end() -> (any HTTPTransferHandler)? {
        multi = nil
        response = ResponseReader()
        defer { handler = nil }
        return handler
    }

    /// What libcurl said of a failure; "" when it said nothing.
    var detail: String { String(cString: errorText) }
}
