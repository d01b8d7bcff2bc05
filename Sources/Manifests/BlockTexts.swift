/// Which lines of a document are the inside of a block text (`|` or `>`), where everything is allowed.
enum BlockTexts {
    /// Indices into `lines`.
    static func insides(of lines: [String]) -> Set<Int> {
        var insides: Set<Int> = []
        var parent: Int?
        for (index, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            let isBlank = indent == line.count
            if let column = parent {
                if isBlank || indent > column {
                    insides.insert(index)
                    continue
                }
                parent = nil
            }
            if opensText(line) { parent = ownerColumn(line) }
        }
        return insides
    }

    /// Whether the line ends in `|` or `>`, with or without indicators and a comment behind.
    private static func opensText(_ line: String) -> Bool {
        let code = line.firstRange(of: " #").map { line[..<$0.lowerBound] } ?? line[...]
        let word = code.split(separator: " ").last ?? ""
        guard let first = word.first, first == "|" || first == ">" else { return false }
        return word.count <= 3 && word.dropFirst().allSatisfy { $0 == "+" || $0 == "-" || $0.isNumber }
    }

    /// Where that begins to which the text belongs: the key, or the dash of a list's entry.
    private static func ownerColumn(_ line: String) -> Int {
        let dashes = line.prefix { $0 == " " || $0 == "-" }
        let isKey = line.contains(":")
        if isKey { return dashes.count }
        return (dashes.lastIndex(of: "-")).map { dashes.distance(from: dashes.startIndex, to: $0) } ?? 0
    }
}
