/// What became of one HTTP request. An answer of any status is a result without a failure.
package struct HTTPTransferResult: Sendable {
    /// Of the final answer's status line; nil when none arrived.
    package var status: Int?
    /// The `Location` header as it was sent.
    package var location: String?
    /// In the order of arrival, only when the request wants them.
    package var headers: [(name: String, value: String)] = []
    package var trailers: [(name: String, value: String)] = []
    /// At most the request's `bodyLimit` bytes.
    package var body: [UInt8] = []
    package var failure: HTTPTransferFailure?
    package var phases = TransferPhases()
    /// When the first certificate of the presented chain expires, in seconds since 1970.
    package var certificateExpirySeconds: Int64?
    /// "1.0", "1.1" or "2"; nil when no answer arrived.
    package var version: String?

    package init() {}
}

/// Why a transfer has no complete answer.
package struct HTTPTransferFailure: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable, CaseIterable {
        case resolve, connectRefused, unreachable, tls, timeout, reset, protocolError, tooLarge
        /// podprobe ran short of something of its own (descriptors, ports, memory): says nothing about the target.
        case localTrouble
    }
    package var kind: Kind
    /// Whether the answer's headers had arrived, so that the body was being read.
    package var afterHeaders: Bool
    /// For a user: "connect: Connection refused (111)".
    package var message: String

    package init(_ kind: Kind, afterHeaders: Bool = false, message: String) {
        self.kind = kind
        self.afterHeaders = afterHeaders
        self.message = message
    }
}

extension HTTPTransferFailure {
    /// The end of the message about a server that does not answer a TLS handshake with one.
    package static let plainAnswer =
        "tls: first record does not look like a TLS handshake (does the server speak plain HTTP?)"

    /// Whether the server most likely speaks plain HTTP where HTTPS was asked for.
    package var isPlainAnswer: Bool { kind == .tls && message.hasSuffix(Self.plainAnswer) }
}

/// How long each part of a transfer took, in nanoseconds; nil for a part that did not happen or did not end.
package struct TransferPhases: Sendable, Equatable {
    package var connectNanoseconds: Int64?
    package var tlsNanoseconds: Int64?
    /// From the request being ready to be sent to the first byte of the answer.
    package var processingNanoseconds: Int64?
    /// From the first byte of the answer to its last.
    package var transferNanoseconds: Int64?

    package init() {}
}
