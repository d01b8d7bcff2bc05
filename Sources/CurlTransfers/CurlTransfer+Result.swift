import CCurl
import EventLoops

extension CurlTransfer {
    /// What became of the transfer that libcurl ended with `code`.
    func result(_ code: CURLcode) -> HTTPTransferResult {
        var result = HTTPTransferResult()
        result.status = response.status
        result.version = response.version
        result.location = response.location
        result.headers = response.headers
        result.trailers = response.trailers
        result.body = response.body
        result.phases = phases(ended: true)
        if request?.secure == true { result.certificateExpirySeconds = certificateExpirySeconds }
        result.failure = failure(code)
        return result
    }

    /// Why there is no complete answer; nil when there is one.
    private func failure(_ code: CURLcode) -> HTTPTransferFailure? {
        let isComplete = code == CURLE_OK && response.headersAreComplete
        guard !isComplete, response.stop != .enoughBody else { return nil }
        let (kind, cause) = reason(code)
        // Once headers are there, the kubelet's client speaks of the body alone.
        let message = response.headersAreComplete ? cause : "\(request?.subject ?? "Get"): \(cause)"
        return HTTPTransferFailure(kind, afterHeaders: response.headersAreComplete, message: message)
    }

    private func reason(_ code: CURLcode) -> CurlFailure.Reason {
        if response.stop == .headersTooLong { return CurlFailure.headersTooLong }
        if let systemError {
            return (.localTrouble, "dial tcp: \(systemError.call): \(systemError.lowercasedMessage)")
        }
        return CurlFailure(
            code: code, errno: operatingSystemError, detail: detail, peer: request?.peer ?? "",
            wasAnswered: microseconds(CURLINFO_STARTTRANSFER_TIME_T) > 0
        ).reason
    }

    /// libcurl sets this number and never clears it, so that a handle that has one must not be used again.
    var operatingSystemError: Int32 {
        var number = 0
        podprobe_easy_getinfo_long(easy, CURLINFO_OS_ERRNO, &number)
        return Int32(truncatingIfNeeded: number)
    }

    /// How far a transfer that goes on has come.
    var stage: HTTPTransferStage {
        if response.headersAreComplete { return .readingBody }
        if request?.secure == true, microseconds(CURLINFO_APPCONNECT_TIME_T) == 0 {
            return connectedAt == nil ? .connecting : .tlsHandshake
        }
        if microseconds(CURLINFO_CONNECT_TIME_T) == 0 { return .connecting }
        return .awaitingHeaders
    }

    /// libcurl's times all count from the transfer's start and are zero for what has not happened.
    func phases(ended: Bool) -> TransferPhases {
        var phases = TransferPhases()
        let connected = microseconds(CURLINFO_CONNECT_TIME_T)
        guard connected > 0 else {
            if let openedAt, let connectedAt { phases.connectNanoseconds = connectedAt - openedAt }
            return phases
        }
        phases.connectNanoseconds = connected * 1000
        var ready = connected
        if request?.secure == true {
            ready = microseconds(CURLINFO_APPCONNECT_TIME_T)
            guard ready > 0 else { return phases }
            phases.tlsNanoseconds = max(0, ready - connected) * 1000
        }
        let answered = microseconds(CURLINFO_STARTTRANSFER_TIME_T)
        guard answered > 0, response.bytesSeen > 0 else { return phases }
        phases.processingNanoseconds = max(0, answered - ready) * 1000
        if ended { phases.transferNanoseconds = max(0, microseconds(CURLINFO_TOTAL_TIME_T) - answered) * 1000 }
        return phases
    }

    /// libcurl waits for something to read: over https the handshake has begun.
    func noteConnection() {
        if openedAt != nil, connectedAt == nil { connectedAt = .now() }
    }

    private func microseconds(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        podprobe_easy_getinfo_size(easy, info, &value)
        return Int64(value)
    }

    /// The earliest end of validity in the chain that the server presented; nil when it presented none.
    private var certificateExpirySeconds: Int64? {
        var list: UnsafeMutablePointer<curl_certinfo>?
        podprobe_easy_getinfo_certificates(easy, &list)
        guard let list else { return nil }
        var earliest: Int64?
        for index in 0..<Int(list.pointee.num_of_certs) {
            var line = list.pointee.certinfo[index]
            while let here = line {
                if let expiry = CertificateText.expirySeconds(here.pointee.data) {
                    earliest = min(earliest ?? expiry, expiry)
                }
                line = here.pointee.next
            }
        }
        return earliest
    }
}
