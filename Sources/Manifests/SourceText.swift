/// The text of one manifest file as lines, or why it is no text at all.
struct SourceText: Equatable {
    /// Without their line ends.
    let lines: [String]

    /// Why bytes are not the text of a manifest.
    struct Trouble: Error, Equatable {
        /// 1-based; 0 where the file as a whole is meant.
        var line: Int
        var message: String
    }

    init(_ bytes: [UInt8]) throws(Trouble) {
        guard !bytes.isEmpty else {
            throw Trouble(line: 0, message: "the file is empty: write a manifest of kind Pod into it, or remove it")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Trouble(line: 1, message: "the file is in UTF-16: save it as UTF-8")
        }
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var lines: [String] = []
        while true {
            let end = rest.firstIndex(of: 0x0A)
            lines.append(try Self.line(rest[..<(end ?? rest.endIndex)], number: lines.count + 1))
            guard let end else { break }
            rest = rest[(end + 1)...]
        }
        self.lines = lines
    }

    private static func line(_ bytes: ArraySlice<UInt8>, number: Int) throws(Trouble) -> String {
        let bytes = bytes.last == 0x0D ? bytes.dropLast() : bytes
        // Tab is the one control character that YAML allows inside a line.
        if let odd = bytes.first(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
            let byte = String(odd, radix: 16)
            throw Trouble(
                line: number,
                message: "this is not a text file: it holds the byte 0x\(byte.count < 2 ? "0" : "")\(byte)")
        }
        guard let line = String(validating: bytes, as: UTF8.self) else {
            throw Trouble(line: number, message: "this is not a text file: its bytes are not UTF-8")
        }
        return line
    }
}

/// The lines of one YAML document of a file.
struct SourceDocument: Equatable {
    /// The number in the file of the first of `lines`, from 1.
    var firstLine: Int
    var lines: [String]

    /// The number in the file of the line that the YAML parser calls `line`.
    func fileLine(_ line: Int) -> Int { firstLine + line - 1 }
    var text: String { lines.joined(separator: "\n") + "\n" }
}

extension SourceText {
    /// The documents that hold more than comments.
    ///
    /// Cut by lines, not by the YAML parser, so that a mistake in one document does not hide the next: a line that
    /// begins with `---` or `...` ends a document wherever it stands, even inside a quoted or a block text.
    var documents: [SourceDocument] {
        var cutter = DocumentCutter()
        for (index, line) in lines.enumerated() { cutter.take(line, at: index + 1) }
        cutter.cut(next: lines.count + 1)
        return cutter.documents
    }
}

private struct DocumentCutter {
    var documents: [SourceDocument] = []
    private var current = SourceDocument(firstLine: 1, lines: [])
    private var hasMarker = false
    private var hasContent = false

    mutating func take(_ line: String, at number: Int) {
        let starts = Self.isMarker(line, "---")
        // Comments and directives before the first marker belong to the document that it opens.
        if starts, hasMarker || hasContent { cut(next: number) }
        current.lines.append(line)
        hasMarker = hasMarker || starts
        if Self.isMarker(line, "...") {
            cut(next: number + 1)
        } else {
            let rest = starts ? line.dropFirst(3) : line[...]
            hasContent = hasContent || !Self.isBare(rest, hasMarker: hasMarker)
        }
    }

    mutating func cut(next: Int) {
        if hasContent { documents.append(current) }
        current = SourceDocument(firstLine: next, lines: [])
        (hasMarker, hasContent) = (false, false)
    }

    private static func isMarker(_ line: String, _ marker: String) -> Bool {
        line.hasPrefix(marker) && line.utf8.dropFirst(3).first.map { $0 == 0x20 || $0 == 0x09 } != false
    }

    /// Blank, a comment, or a `%` directive before the marker.
    private static func isBare(_ line: Substring, hasMarker: Bool) -> Bool {
        guard let first = line.first(where: { $0 != " " && $0 != "\t" }) else { return true }
        return first == "#" || first == "%" && !hasMarker
    }
}
