import CMicroHTTPD
import Glibc

/// The bytes of a body that libmicrohttpd asks for piece by piece, when the client has read the piece before.
private final class Body {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// - Returns: how many bytes were copied; -1 is the end of the stream.
    func copy(from position: Int, to buffer: UnsafeMutableRawPointer, atMost limit: Int) -> Int {
        let count = min(limit, bytes.count - position)
        guard count > 0 else { return -1 }
        bytes.withUnsafeBytes { buffer.copyMemory(from: $0.baseAddress.unsafelyUnwrapped + position, byteCount: count) }
        return count
    }
}

extension EncodedReply {
    /// What libmicrohttpd holds for a body that goes out: one piece, not all of it.
    private static let pieceBytes = 64 << 10

    /// Hands the reply to libmicrohttpd, which sends as the client reads.
    func queue(on connection: OpaquePointer, closing: Bool) -> MHD_Result {
        guard let response = makeResponse() else { return .NO }
        defer { MHD_destroy_response(response) }
        for (name, value) in headers { MHD_add_response_header(response, name, value) }
        if closing { MHD_add_response_header(response, "Connection", "close") }
        return MHD_queue_response(connection, UInt32(status), response)
    }

    private func makeResponse() -> OpaquePointer? {
        guard !body.isEmpty else { return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT) }
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        let response = MHD_create_response_from_callback(
            UInt64(body.count), min(body.count, Self.pieceBytes),
            { context, position, buffer, limit in
                guard let context, let buffer else { return -1 }
                return Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
                    .copy(from: Int(position), to: buffer, atMost: limit)
            }, context, { context in if let context { Unmanaged<Body>.fromOpaque(context).release() } })
        if response == nil { Unmanaged<Body>.fromOpaque(context).release() }
        return response
    }
}
