/// A line of YAML with a slip of the pen that is easy to see and easy to make, and the line without it.
struct LineSlip: Equatable {
    /// The line as it was probably meant.
    var repaired: String
    /// What is wrong, and what would be right.
    var message: String
    /// The field that the line sets; "" where it sets none.
    var field: String

    /// Without the line's text, which may hold what nobody shall see.
    var discreetMessage: String {
        message.firstRange(of: Self.advice).map { String(message[..<$0.lowerBound]) } ?? message
    }

    private static let advice = ": write "
    static let tabMessage = "a tab is used for indentation, which YAML does not allow: use spaces"

    /// Looks for a missing space (`containerPort:80`, `-name: web`), a missing colon (`image nginx`, `containers`) in
    /// front of a field's value, and a tab in the indentation.
    ///
    /// Only a field's name is trusted: `http://a` and `-c` are no slips. A string may still look like one (`- port:80`
    /// in a list of arguments), so this is asked only where something is known to be wrong.
    init?(in line: String) {
        let indent = line.prefix { $0 == " " || $0 == "\t" }
        if indent.contains("\t") {
            let spaces = String(indent).replacing("\t", with: "  ")
            repaired = spaces + line.dropFirst(indent.count)
            message = Self.tabMessage
            field = ""
            return
        }
        let dashes = line.dropFirst(indent.count).prefix { $0 == "-" || $0 == " " }
        let rest = line[dashes.endIndex...]
        guard let entry = Self.entry(rest) else { return nil }
        let lacksDashSpace = dashes.last == "-"
        // `--port 80` and `- -port 80` are arguments.
        guard !lacksDashSpace || dashes == "-" && entry.slip != .noColon else { return nil }
        guard lacksDashSpace || entry.slip != nil else { return nil }
        let right = (lacksDashSpace ? "\(dashes) " : "\(dashes)") + entry.text
        repaired = "\(indent)\(right)"
        field = entry.field
        message = Self.message(lacksDashSpace: lacksDashSpace, entry, right)
    }

    private static func message(lacksDashSpace: Bool, _ entry: Entry, _ right: String) -> String {
        var missing: [String] = []
        if lacksDashSpace { missing.append("a space is missing after the dash") }
        switch entry.slip {
        case .noSpace: missing.append("a space is missing after the colon")
        case .noColon: missing.append("a colon is missing after \(entry.field)")
        case nil: break
        }
        return missing.joined(separator: ", and ") + advice + right.trimmed.shortened
    }
}

extension LineSlip {
    private enum Slip { case noSpace, noColon }

    /// `field: value` as it was meant.
    private struct Entry {
        var field: String
        var text: String
        /// nil where the colon and its space are there.
        var slip: Slip?
    }

    private static func entry(_ text: Substring) -> Entry? {
        let word = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        let field = String(word)
        let after = text[word.endIndex...]
        guard isField(field) else { return nil }
        guard let next = after.first else { return Entry(field: field, text: "\(field):", slip: .noColon) }
        if next == ":" {
            let value = after.dropFirst()
            guard let first = value.first, first != " ", first != "\t" else {
                return Entry(field: field, text: String(text), slip: nil)
            }
            return Entry(field: field, text: "\(field): \(value)", slip: .noSpace)
        }
        // Two words that are both bare: `image nginx`, and no sentence.
        let value = after.trimmed
        guard next == " ", !value.isEmpty, !value.contains(" "), value.last != ":" else { return nil }
        return Entry(field: field, text: "\(field): \(value)", slip: .noColon)
    }

    private static func isField(_ word: String) -> Bool {
        FieldSchema.allFields.contains(word) || lowerFields[word.lowercased()] != nil
    }

    private static let lowerFields = Dictionary(
        FieldSchema.allFields.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
}

extension StringProtocol {
    /// Without blanks around it.
    var trimmed: String {
        let from = drop { $0 == " " || $0 == "\t" }
        return String(from.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// At most 80 characters, for a message.
    var shortened: String { count > 80 ? prefix(80) + "…" : String(self) }
}
