/// Puts an answer together from the header lines and pieces of body that libcurl hands over.
struct ResponseReader {
    /// Why the transfer was ended from this side.
    enum Stop: Equatable {
        /// All of the body that is wanted has arrived; what follows is not read (kubelet-semantics 1.3: 10,240 bytes).
        case enoughBody
        case headersTooLong
    }

    /// Real answers have a few KiB; libcurl itself would read on for ever, or to 300 KiB, depending on its version.
    static let headerBytesLimit = 256 * 1024

    let bodyLimit: Int
    let wantsHeaders: Bool
    /// Of the last status line: a provisional 1xx, until the final one comes.
    private(set) var status: Int?
    /// "1.0", "1.1", "2".
    private(set) var version: String?
    private(set) var location: String?
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var trailers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    /// Whether the empty line behind the final headers has been seen.
    private(set) var headersAreComplete = false
    private(set) var stop: Stop?
    private var headerBytes = 0
    private var bodyBytes = 0

    init(bodyLimit: Int = 0, wantsHeaders: Bool = false) {
        self.bodyLimit = bodyLimit
        self.wantsHeaders = wantsHeaders
    }

    /// Grows with everything that arrives: two equal readings mean that nothing came in between.
    var bytesSeen: Int { headerBytes + bodyBytes }

    /// Takes one line with its line break, of a status, a header or a trailer. False: end the transfer.
    mutating func takeHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.headerBytesLimit else {
            stop = .headersTooLong
            return false
        }
        switch line.first {
        case nil, UInt8(ascii: "\r"), UInt8(ascii: "\n"):
            // 101 is final too, for somebody who did not ask to switch.
            if let status, status >= 200 || status == 101 { headersAreComplete = true }
        case UInt8(ascii: "H") where !headersAreComplete && line.starts(with: "HTTP/".utf8):
            takeStatusLine(line)
        case UInt8(ascii: "L"), UInt8(ascii: "l"):
            takeField(line, mayBeLocation: !headersAreComplete)
        default:
            if wantsHeaders { takeField(line, mayBeLocation: false) }
        }
        return true
    }

    /// "HTTP/1.1 200 OK", "HTTP/2 200".
    private mutating func takeStatusLine(_ line: UnsafeRawBufferPointer) {
        let words = line.split(maxSplits: 2, whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") })
        guard words.count >= 2 else { return }
        status = words[1].prefix(3).reduce(0) { $0 * 10 + Int($1) - 0x30 }
        version =
            switch words[0].dropFirst(5).first {
            case UInt8(ascii: "2"): "2"
            case UInt8(ascii: "1"): words[0].last == UInt8(ascii: "0") ? "1.0" : "1.1"
            default: String(decoding: words[0].dropFirst(5), as: UTF8.self)
            }
        // A provisional answer's headers are not the answer's.
        headers.removeAll()
        location = nil
    }

    private mutating func takeField(_ line: UnsafeRawBufferPointer, mayBeLocation: Bool) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let isLocation = mayBeLocation && location == nil && colon == 8 && isLocationName(line[..<colon])
        guard isLocation || wantsHeaders else { return }
        let value = String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)
        if isLocation { location = value }
        guard wantsHeaders else { return }
        let name = String(decoding: trimmed(line[..<colon]), as: UTF8.self)
        if headersAreComplete { trailers.append((name, value)) } else { headers.append((name, value)) }
    }

    private func isLocationName(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
        name.elementsEqual("location".utf8) { $0 | 0x20 == $1 }
    }

    private func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var rest = bytes.drop { $0 <= 0x20 }
        while let last = rest.last, last <= 0x20 { rest.removeLast() }
        return rest
    }

    /// Takes a piece of the body. False: end the transfer.
    mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodyBytes += bytes.count
        body.append(contentsOf: bytes.prefix(max(0, bodyLimit - body.count)))
        guard body.count >= bodyLimit else { return true }
        stop = .enoughBody
        return false
    }
}
