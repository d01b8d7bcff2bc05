import EventLoops

/// The end of a container's log as it stands in for a termination message: what is written in its last 80 entries, of that the
/// last 2,048 bytes, both streams together, without times and tags (kubelet-semantics 3.6; readLastStringFromContainerLogs
/// of pkg/kubelet/kuberuntime).
enum LogTail {
    static let entries = 80
    static let bytes = 2_048
    /// An entry that is cut is dropped, so the window holds one of the longest beside what is wanted. A head ("time stream F ")
    /// is shorter than 64 bytes.
    private static let window = LogLines.longestPiece + 64 + bytes + entries * 64

    /// "" for a log that is not there or cannot be read.
    static func text(_ path: String) -> String {
        guard let tail = try? FileTail.read(path, atMost: window) else { return "" }
        var lines = tail.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last line break, and what the window cut.
        if !lines.isEmpty { lines.removeLast() }
        if tail.isCut, !lines.isEmpty { lines.removeFirst() }
        let all = lines.suffix(entries).reduce(into: [UInt8]()) { $0 += content($1) }
        return FileTail.text(all.suffix(bytes), isCut: all.count > bytes)
    }

    /// What the container wrote of an entry; a piece of a line (tag P) has no line break of its own.
    private static func content(_ entry: ArraySlice<UInt8>) -> [UInt8] {
        let fields = entry.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard fields.count == 4 else { return [] }
        return Array(fields[3]) + (fields[2].elementsEqual("F".utf8) ? [UInt8(ascii: "\n")] : [])
    }
}
