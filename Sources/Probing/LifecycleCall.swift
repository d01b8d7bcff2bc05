import EventLoops
import PodModel
import Synchronization

/// One request of a hook.
final class LifecycleCall: Sendable {
    let tag: UInt64
    let podIP: String
    let timeoutNanoseconds: Int64?
    let request: HTTPProbe
    /// The same over HTTP and without credentials, for an HTTPS server that speaks HTTP; nil for an HTTP hook.
    let plain: HTTPProbe?
    private let wasCancelled = Atomic(false)

    init(_ action: HTTPGetAction, port: UInt16, podIP: String, tag: UInt64, timeoutNanoseconds: Int64?) {
        self.tag = tag
        self.podIP = podIP
        self.timeoutNanoseconds = timeoutNanoseconds
        request = HTTPProbe(action, port: port, userAgent: LifecycleHTTPClient.userAgent)
        var plain = action
        plain.scheme = "HTTP"
        plain.httpHeaders.removeAll { $0.name.lowercased() == "authorization" }
        self.plain =
            request.secure ? HTTPProbe(plain, port: port, userAgent: LifecycleHTTPClient.userAgent) : nil
    }

    var host: String { request.host.isEmpty ? podIP : request.host }

    /// Known to a loop that hears of the call only later.
    var isCancelled: Bool { wasCancelled.load(ordering: .relaxed) }
    func cancel() { wasCancelled.store(true, ordering: .relaxed) }
}
