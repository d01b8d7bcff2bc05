import CZlib

/// A whole body as one gzip member.
enum Gzip {
    /// Measured on exposition text: 3.4 ms a MiB for an eighth of the size; level 6 takes three times as long for a
    /// ninth (engine-measurements 7).
    private static let level: Int32 = 1

    /// Nil when zlib has no memory, or for a body above the 4 GiB that one of its calls takes: such a body goes out plain.
    static func compress(_ body: [UInt8]) -> [UInt8]? {
        guard let length = UInt32(exactly: body.count) else { return nil }
        var stream = z_stream()
        guard podprobe_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = Int(deflateBound(&stream, UInt(length)))
        guard let outLength = UInt32(exactly: room) else { return nil }
        var isDone = false
        // Pages of the room that the result does not reach are never touched, so they cost no memory.
        let out = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            body.withUnsafeBufferPointer { input in
                // zlib only reads from there; its field is not const.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = length
                stream.next_out = buffer.baseAddress
                stream.avail_out = outLength
                isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = isDone ? Int(outLength - stream.avail_out) : 0
        }
        return isDone ? out : nil
    }
}
