/// A C object's address, for keeping in state that threads share: libmicrohttpd's own locks guard what is behind it.
struct PointerBits: Hashable, Sendable {
    private let bits: UInt

    init(_ pointer: OpaquePointer) { bits = UInt(bitPattern: pointer) }

    var pointer: OpaquePointer {
        guard let pointer = OpaquePointer(bitPattern: bits) else { preconditionFailure("a null pointer was kept") }
        return pointer
    }
}
