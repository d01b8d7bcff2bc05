/// One answered request, for counting.
package struct HTTPRequestRecord: Sendable, Hashable {
    /// One of the usual methods, else `other`: a label that strangers must not be able to invent.
    package var method: String
    /// The path of a route, else `other`.
    package var route: String
    package var status: Int
    /// Of the body as it went out, compressed or not; also where the client left before its end.
    package var bodyBytes: Int
    package var isGzipped: Bool
    /// From the request's first line until the last byte was handed to the kernel, or the client was gone.
    package var durationNanoseconds: Int64
    /// False where the client left, or was cut, before the end of the answer.
    package var isComplete: Bool
}
