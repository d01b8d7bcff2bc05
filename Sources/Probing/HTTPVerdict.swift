import CurlTransfers
import EventLoops

/// What an HTTP answer, or its absence, says about the target (kubelet-semantics 1.3). The texts have the shapes that a
/// kubelet's users know.
enum HTTPVerdict {
    static func outcome(status: Int, body: [UInt8], keepsOutput: Bool) -> ProbeOutcome {
        switch status {
        case 200..<300: .success(output: keepsOutput ? String(decoding: body, as: UTF8.self) : "")
        case 300..<400:
            .warning(output: "Probe terminated redirects, Response body: \(String(decoding: body, as: UTF8.self))")
        // The body may hold secrets of the target and is not shown.
        default: .failure(.httpStatus, output: "HTTP probe failed with statuscode: \(status)")
        }
    }

    /// The message of a transfer is whole: `Get "http://...": dial tcp ...`.
    static func outcome(_ failure: HTTPTransferFailure) -> ProbeOutcome {
        if failure.kind == .localTrouble { return .inconclusive(failure.message) }
        // Once the headers are there, a broken body is an error of the kubelet's prober and not a failure.
        if failure.afterHeaders { return .error(reason(failure.kind), message: failure.message) }
        return .failure(reason(failure.kind), output: failure.message)
    }

    /// What a deadline that passed at `stage` says.
    static func timeout(_ stage: HTTPTransferStage, url: HTTPURL, address: IPAddress) -> ProbeOutcome {
        switch stage {
        case .connecting: failed(.timeout, url, "dial tcp \(endpoint(url, address)): i/o timeout")
        case .tlsHandshake: failed(.timeout, url, "net/http: TLS handshake timeout")
        case .awaitingHeaders:
            failed(.timeout, url, "context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
        case .readingBody:
            .error(
                .timeout,
                message: "context deadline exceeded (Client.Timeout or context cancellation while reading body)")
        }
    }

    static func failed(_ reason: ProbeFailureReason, _ url: HTTPURL, _ text: String) -> ProbeOutcome {
        .failure(reason, output: "Get \"\(url)\": \(text)")
    }

    static func noAnswer(_ url: HTTPURL) -> ProbeOutcome { failed(.protocol, url, "EOF") }

    static func reason(_ kind: HTTPTransferFailure.Kind) -> ProbeFailureReason {
        switch kind {
        case .resolve: .dns
        case .connectRefused: .refused
        case .unreachable: .unreachable
        case .tls: .tls
        case .timeout: .timeout
        case .reset, .protocolError, .tooLarge: .protocol
        case .localTrouble: .adapter
        }
    }

    private static func endpoint(_ url: HTTPURL, _ address: IPAddress) -> String {
        Endpoint.text(address.description, url.port)
    }
}

/// `host:port`, with brackets around IPv6.
enum Endpoint {
    static func text(_ host: String, _ port: UInt16) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
