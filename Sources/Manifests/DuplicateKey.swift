/// Makes a mapping that has the same key twice readable, so that its other mistakes can be found.
enum DuplicateKey {
    /// Begins a key that was there before; a private character of Unicode, which no field's name has.
    static let mark = "\u{E000}"

    /// Marks the second place of a key that first stands at `line` (in the file) and `column`.
    /// - Returns: the line of the second place; nil where it is not on a line of its own.
    static func mark(_ key: String, line: Int, column: Int, in document: inout SourceDocument) -> Int? {
        for index in document.lines.indices where document.firstLine + index > line {
            let text = document.lines[index]
            let indent = text.prefix { $0 == " " }
            let rest = text.dropFirst(indent.count)
            if rest.isEmpty || rest.first == "#" { continue }
            if indent.count + 1 < column { return nil }
            // With its line's number, so that no two marked keys are the same again.
            let number = document.firstLine + index
            guard indent.count + 1 == column, let marked = marked(key, rest, "\(mark)\(number)") else { continue }
            document.lines[index] = indent + marked
            return number
        }
        return nil
    }

    private static func marked(_ key: String, _ line: Substring, _ mark: String) -> String? {
        for quote in ["", "\"", "'"] {
            let start = quote + key + quote
            guard line.hasPrefix(start), line.dropFirst(start.count).drop(while: { $0 == " " }).first == ":" else {
                continue
            }
            return quote + mark + line.dropFirst(quote.count)
        }
        return nil
    }
}
