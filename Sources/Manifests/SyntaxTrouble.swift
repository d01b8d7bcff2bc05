/// Why a document is no YAML, in the YAML parser's words and the file's lines.
struct SyntaxTrouble: Error, Equatable {
    enum Kind: Equatable {
        /// What the parser found, and what it was doing ("while scanning a simple key", from `contextLine` on).
        case syntax(problem: String, context: String)
        /// The same key twice in one mapping; the line and column are those of its first place.
        case duplicate(key: String)
        /// A key that is no plain word.
        case key(String)
        /// More than we are ready to read.
        case limit(String)
    }
    var kind: Kind
    /// In the file, from 1.
    var line: Int
    /// In characters, from 1.
    var column: Int
    /// Where that began which could not be finished; `line` where the parser names none.
    var contextLine: Int

    init(_ kind: Kind, line: Int, column: Int = 1, contextLine: Int? = nil) {
        self.kind = kind
        self.line = line
        self.column = column
        self.contextLine = contextLine ?? line
    }
}
