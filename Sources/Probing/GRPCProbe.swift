import EventLoops
import PodModel

/// A grpc probe: always to the pod's address, always plain text (kubelet-semantics 1.6).
struct GRPCProbe: Sendable {
    let port: UInt16
    let service: String
    let userAgent: String

    func request(podIP: String, address: IPAddress) -> HTTPTransferRequest {
        var request = HTTPTransferRequest(host: podIP, port: port, address: address)
        request.http2PriorKnowledge = true
        request.method = "POST"
        request.target = GRPCHealth.path
        request.headers = [
            ("Content-Type", "application/grpc"), ("User-Agent", userAgent), ("TE", "trailers"),
        ]
        request.body = GRPCHealth.requestFrame(service: service)
        request.wantsHeaders = true
        return request
    }
}

/// What the answer to a health call says about the target; never an error, so never tried again (kubelet-semantics 1.6).
struct GRPCVerdict: Sendable {
    /// `host:port` of the service.
    var endpoint: String
    var timeoutNanoseconds: Int64

    func outcome(_ result: HTTPTransferResult) -> ProbeOutcome {
        if let failure = result.failure { return outcome(failure) }
        let status = GRPCStatus(result)
        switch status.code {
        case 0:
            guard let serving = GRPCHealth.status(inFrame: result.body) else {
                return rpcFailed(.protocol, GRPCStatus(code: 13, message: "the answer is not a HealthCheckResponse"))
            }
            if serving == .serving { return .success(output: "service healthy") }
            return .failure(.grpcStatus, output: "service unhealthy (responded with \"\(serving.name)\")")
        case 12:
            let text = "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): "
            return .failure(.grpcStatus, output: text + status.message)
        case 4: return .failure(.timeout, output: rpcTimeout)
        default: return rpcFailed(.grpcStatus, status)
        }
    }

    private func outcome(_ failure: HTTPTransferFailure) -> ProbeOutcome {
        if failure.kind == .localTrouble { return .inconclusive(failure.message) }
        let reason = HTTPVerdict.reason(failure.kind)
        if failure.afterHeaders { return rpcFailed(reason, GRPCStatus(code: 14, message: failure.message)) }
        let text =
            failure.kind == .connectRefused ? "dial tcp \(endpoint): connect: connection refused" : failure.message
        return .failure(reason, output: "error: failed to connect service at \"\(endpoint)\": \(text)")
    }

    func timeout(_ stage: HTTPTransferStage) -> ProbeOutcome {
        guard stage == .connecting else { return .failure(.timeout, output: rpcTimeout) }
        return .failure(
            .timeout,
            output: "timeout: failed to connect service \"\(endpoint)\" within "
                + "\(DurationText.go(timeoutNanoseconds)): context deadline exceeded")
    }

    private var rpcTimeout: String {
        "timeout: health rpc did not complete within \(DurationText.go(timeoutNanoseconds))"
    }

    private func rpcFailed(_ reason: ProbeFailureReason, _ status: GRPCStatus) -> ProbeOutcome {
        .failure(reason, output: "error: health rpc probe failed: \(status.description)")
    }
}

/// The code and the message that end a gRPC call.
struct GRPCStatus: Sendable, CustomStringConvertible {
    var code: Int
    var message: String

    init(code: Int, message: String) {
        self.code = code
        self.message = message
    }

    /// From the trailers, or from the headers of an answer that has nothing but headers. A server that speaks HTTP and
    /// not gRPC is judged by its HTTP status, as gRPC's own mapping says.
    init(_ result: HTTPTransferResult) {
        func field(_ name: String) -> String? {
            (result.trailers + result.headers).first { $0.name.lowercased() == name }?.value
        }
        if let code = field("grpc-status").flatMap({ Int($0) }) {
            self.init(code: code, message: Self.percentDecoded(field("grpc-message") ?? ""))
        } else if let status = result.status, status != 200 {
            self.init(
                code: Self.code(ofHTTP: status), message: "unexpected HTTP status code received from server: \(status)")
        } else {
            self.init(code: 13, message: "server closed the stream without sending trailers")
        }
    }

    /// A message's "%" escapes; what is not well formed stays as it is.
    static func percentDecoded(_ text: String) -> String {
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func code(ofHTTP status: Int) -> Int {
        switch status {
        case 400: 13
        case 401: 16
        case 403: 7
        case 404: 12
        case 429, 502, 503, 504: 14
        default: 2
        }
    }

    private static let names = [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists",
        "PermissionDenied", "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented",
        "Internal",
        "Unavailable", "DataLoss", "Unauthenticated",
    ]

    /// "rpc error: code = NotFound desc = unknown service".
    var description: String {
        let name = Self.names.indices.contains(code) ? Self.names[code] : "Code(\(code))"
        return "rpc error: code = \(name) desc = \(message)"
    }
}
