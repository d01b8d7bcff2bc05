import CurlTransfers
import EventLoops
import PodModel

/// An httpGet probe with everything settled but the pod's address.
struct HTTPProbe: Sendable {
    /// The answer's bytes that are kept, as the kubelet does (kubelet-semantics 1.3).
    static let bodyLimit = 10_240
    /// Requests of one probe, redirects included: one more is refused.
    static let requestLimit = 10

    let secure: Bool
    /// "" is the pod's address.
    let host: String
    let port: UInt16
    let target: String
    let headers: ProbeHeaders

    init(_ action: HTTPGetAction, port: UInt16, userAgent: String) {
        secure = action.scheme == "HTTPS"
        host = action.host
        self.port = port
        target = HTTPURL.target(ofProbePath: action.path.isEmpty ? "/" : action.path)
        headers = ProbeHeaders(action.httpHeaders, userAgent: userAgent)
    }

    func url(podIP: String) -> HTTPURL {
        HTTPURL(secure: secure, host: host.isEmpty ? podIP : host, port: port, target: target)
    }

    /// - Parameter keepsHost: whether a `Host` header of the manifest still applies: it does until a redirect names a
    ///   host itself.
    func request(to url: HTTPURL, address: IPAddress, keepsHost: Bool = true) -> HTTPTransferRequest {
        var request = HTTPTransferRequest(host: url.host, port: url.port, address: address)
        request.secure = url.secure
        request.target = url.target
        request.headers = [("Host", keepsHost ? headers.host ?? url.authority : url.authority)] + headers.fields
        request.bodyLimit = Self.bodyLimit
        return request
    }
}

/// One run of an HTTP probe over its redirects: what an answer means and where to go next. Pure.
struct HTTPExchange: Sendable {
    enum Step: Sendable {
        case done(ProbeOutcome)
        /// Follow a redirect: the same probe, sent there.
        case follow(HTTPTransferRequest)
    }

    private let probe: HTTPProbe
    private let address: IPAddress
    private let originalHost: String
    private(set) var url: HTTPURL
    private var requests = 1
    private var keepsHost = true
    private var referer: String?

    init(_ probe: HTTPProbe, podIP: String, address: IPAddress) {
        self.probe = probe
        self.address = address
        url = probe.url(podIP: podIP)
        originalHost = url.host
    }

    var request: HTTPTransferRequest {
        var request = probe.request(to: url, address: address, keepsHost: keepsHost)
        if let referer, !request.headers.contains(where: { $0.name == "Referer" }) {
            request.headers.append(("Referer", referer))
        }
        return request
    }

    /// - Parameter keepsOutput: whether a success shall carry the body: nobody reads it in the engine.
    mutating func step(_ result: HTTPTransferResult, keepsOutput: Bool) -> Step {
        if let failure = result.failure { return .done(HTTPVerdict.outcome(failure)) }
        guard let status = result.status else { return .done(HTTPVerdict.noAnswer(url)) }
        if let location = result.location, !location.isEmpty, [301, 302, 303, 307, 308].contains(status) {
            guard let next = try? url.resolving(location: location) else {
                return .done(HTTPVerdict.failed(.protocol, url, "failed to parse Location header \"\(location)\""))
            }
            if next.host == originalHost { return follow(next, isRelative: !Self.namesScheme(location)) }
        }
        return .done(HTTPVerdict.outcome(status: status, body: result.body, keepsOutput: keepsOutput))
    }

    /// Whether a reference begins with "scheme:".
    private static func namesScheme(_ reference: String) -> Bool {
        reference.first { ":/?#".contains($0) } == ":"
    }

    private mutating func follow(_ next: HTTPURL, isRelative: Bool) -> Step {
        guard requests < HTTPProbe.requestLimit else {
            return .done(HTTPVerdict.failed(.protocol, next, "stopped after 10 redirects"))
        }
        requests += 1
        // A page never tells a plain server that it came from a secure one.
        referer = url.secure && !next.secure ? nil : url.description
        keepsHost = keepsHost && isRelative
        url = next
        return .follow(request)
    }
}
