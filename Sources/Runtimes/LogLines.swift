import PodModel

/// Turns what a container writes into lines of the CRI log format: `2026-11-26T00:36:09.000000001Z stdout F hello`.
/// One for each of the two streams, since a line must come from one of them.
struct LogLines {
    enum Stream: String, Sendable { case stdout, stderr }

    /// A longer line is cut into pieces with the tag P, and one with F at its end, as containerd does.
    static let longestPiece = 16_384

    private let stream: Stream
    /// The begin of a line whose end has not come.
    private var open: [UInt8] = []

    init(_ stream: Stream) { self.stream = stream }

    /// Appends every line that `bytes` completes to `out`, and says how many entries that were.
    mutating func add(_ bytes: ArraySlice<UInt8>, at time: Timestamp, to out: inout [UInt8]) -> Int {
        let head = Self.head(time, stream)
        var count = 0
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            count += 1
            if open.isEmpty, end - rest.startIndex <= Self.longestPiece {
                write(rest[..<end], "F ", head, to: &out)
            } else {
                count += cut(rest[..<end], head, to: &out)
                write(open[...], "F ", head, to: &out)
                open.removeAll(keepingCapacity: true)
            }
            rest = rest[(end + 1)...]
        }
        return count + cut(rest, head, to: &out)
    }

    /// The end of the stream ends its last line.
    mutating func finish(at time: Timestamp, to out: inout [UInt8]) -> Int {
        guard !open.isEmpty else { return 0 }
        write(open[...], "F ", Self.head(time, stream), to: &out)
        open.removeAll()
        return 1
    }

    /// Adds to the open line, and gives away what is too long of it.
    private mutating func cut(_ bytes: ArraySlice<UInt8>, _ head: [UInt8], to out: inout [UInt8]) -> Int {
        open += bytes
        var count = 0
        var begin = 0
        while open.count - begin > Self.longestPiece {
            write(open[begin..<begin + Self.longestPiece], "P ", head, to: &out)
            begin += Self.longestPiece
            count += 1
        }
        if begin > 0 { open.removeFirst(begin) }
        return count
    }

    private func write(_ text: ArraySlice<UInt8>, _ tag: StaticString, _ head: [UInt8], to out: inout [UInt8]) {
        out += head
        out += UnsafeBufferPointer(start: tag.utf8Start, count: tag.utf8CodeUnitCount)
        out += text
        out.append(UInt8(ascii: "\n"))
    }

    private static func head(_ time: Timestamp, _ stream: Stream) -> [UInt8] {
        Array("\(time.rfc3339Nano) \(stream.rawValue) ".utf8)
    }

    /// A whole entry of our own.
    static func entry(_ text: String, _ stream: Stream, at time: Timestamp) -> [UInt8] {
        head(time, stream) + Array("F \(text)\n".utf8)
    }
}
