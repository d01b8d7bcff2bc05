/// What the YAML parser's complaint means and what to do about it.
struct SyntaxHint {
    /// The line to look at: where that began which was not finished, else where the parser stopped.
    let line: Int
    let message: String

    init(_ trouble: SyntaxTrouble, in document: SourceDocument) {
        let lastLine = document.firstLine + max(0, (document.lines.lastIndex { !$0.trimmed.isEmpty } ?? 0))
        let begins = Self.blamesBeginning(trouble)
        var line = min(begins ? trouble.contextLine : trouble.line, lastLine)
        if case .syntax(Self.unclosed, _) = trouble.kind { line = Self.openingLine(upTo: line, document) }
        let text = document.lines[min(max(0, line - document.firstLine), document.lines.count - 1)]
        var message = Self.explanation(of: trouble, text)
        if text.contains("{{") {
            message = "{{ … }} belongs to a template, not to a manifest: render it first (helm template, for one)"
        }
        if case .syntax = trouble.kind {
            let there = begins && trouble.line != line ? "line \(trouble.line), " : ""
            let place = trouble.line > lastLine ? "the end" : "\(there)column \(trouble.column)"
            message = "not valid YAML: \(message) (noticed at \(place))"
        }
        self.line = line
        self.message = message
    }

    private static let unclosed = "did not find expected node content"

    /// The nearest line that opens a bracket and does not close it.
    private static func openingLine(upTo line: Int, _ document: SourceDocument) -> Int {
        let lines = document.lines.prefix(max(0, line - document.firstLine + 1))
        let index = lines.lastIndex { text in
            text.count { $0 == "[" || $0 == "{" } > text.count { $0 == "]" || $0 == "}" }
        }
        return index.map { document.firstLine + $0 } ?? line
    }

    private static func blamesBeginning(_ trouble: SyntaxTrouble) -> Bool {
        guard case .syntax(let problem, let context) = trouble.kind else { return false }
        return context.contains("simple key") || context.contains("quoted scalar") || problem.contains("',' or")
    }

    private static func explanation(of trouble: SyntaxTrouble, _ text: String) -> String {
        switch trouble.kind {
        case .duplicate(let key): "\(key) is set twice in the same mapping: keep one"
        case .key(let message), .limit(let message): message
        case .syntax(let problem, let context): explanation(problem, context, text, trouble)
        }
    }

    private static func explanation(
        _ problem: String, _ context: String, _ text: String, _ trouble: SyntaxTrouble
    ) -> String {
        let begin = trouble.contextLine
        switch problem {
        case "could not find expected ':'":
            return "this line is neither \"name: value\" nor an entry of a list (\"- …\"); is a colon missing?"
        case "mapping values are not allowed in this context":
            return text.ranges(of: ": ").count > 1
                ? "a value with a colon and a space in it must be in quotes"
                : "the line sets a field where none can be; is it indented too far, or the line above it unfinished?"
        case "did not find expected key":
            return "the line does not go on with what began on line \(begin): is it indented like its neighbours, "
                + "and does nothing follow a closing quote?"
        case "did not find expected <document start>":
            return "the manifest ended before this line: is an earlier line indented that should not be, or is --- "
                + "missing between two manifests?"
        case unclosed: return "a bracket is not closed, or a value is missing"
        case "did not find expected '-' indicator":
            return "the list that began on line \(begin) goes on here without a dash: is the line indented right?"
        case "did not find expected ',' or ']'": return "the [ on line \(begin) is not closed, or a comma is missing"
        case "did not find expected ',' or '}'": return "the { on line \(begin) is not closed, or a comma is missing"
        case "found unexpected end of stream", "found unexpected document indicator":
            return "the quote that opens on line \(begin) is never closed"
        case "found unknown escape character":
            return "in double quotes a backslash begins an escape: write \\\\, or use single quotes"
        case "found undefined alias": return "the * begins an alias, and nothing has that name: put the value in quotes"
        case "did not find expected alphabetic or numeric character":
            return "a value that begins with * or & must be in quotes"
        case "block sequence entries are not allowed in this context":
            return "the dash of a list's entry must be the first thing on its line"
        case "found character that cannot start any token": return explainCharacter(text, trouble.column)
        default: break
        }
        if problem.contains("nesting level") { return "nested too deep; no field of a Pod is" }
        if problem.contains("tab character") { return "a tab is used for indentation: use spaces" }
        if context.contains("tag") { return "a value that begins with ! must be in quotes" }
        return problem
    }

    private static func explainCharacter(_ text: String, _ column: Int) -> String {
        let scalars = Array(text.unicodeScalars)
        guard scalars.indices.contains(column - 1) else { return "a value can't begin like that: put it in quotes" }
        let scalar = scalars[column - 1]
        return scalar == "\t"
            ? "a tab is used for indentation: use spaces" : "a value that begins with \(scalar) must be in quotes"
    }
}
