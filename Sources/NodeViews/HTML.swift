/// A piece of HTML; text becomes one only by being escaped.
struct HTML: Sendable, ExpressibleByStringInterpolation {
    private(set) var source: String

    /// What a probed server or a manifest says is text, never markup.
    init(text: String) {
        source = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": source += "&amp;"
            case "<": source += "&lt;"
            case ">": source += "&gt;"
            case "\"": source += "&quot;"
            case "\u{0}"..<"\u{20}" where scalar != "\n", "\u{7F}"..."\u{9F}": source += " "
            default: source.unicodeScalars.append(scalar)
            }
        }
    }

    init(stringLiteral value: String) { source = value }

    init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

    /// Literal parts are markup. A string has to be said to be text, so that none is taken for markup by mistake.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""
        init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }
        mutating func appendLiteral(_ literal: String) { source += literal }
        mutating func appendInterpolation(_ html: HTML) { source += html.source }
        mutating func appendInterpolation(text: String) { source += HTML(text: text).source }
        mutating func appendInterpolation(_ number: some BinaryInteger) { source += "\(number)" }
    }

    var isEmpty: Bool { source.isEmpty }

    static func + (a: HTML, b: HTML) -> HTML {
        var sum = a
        sum.source += b.source
        return sum
    }

    static func lines(_ parts: [HTML]) -> HTML {
        parts.dropFirst().reduce(into: parts.first ?? "") { all, part in
            all.source += "\n"
            all.source += part.source
        }
    }
}

/// A section with a heading and a table, which a narrow screen scrolls by itself.
struct HTMLTable {
    var title: HTML
    /// For links to the heading.
    var id: HTML
    var header: [HTML]
    /// Which cell of a row is its name.
    var nameColumn = 0
    var rows: [[HTML]]
    /// Said where there is no row.
    var empty: HTML

    var html: HTML {
        """
        <section aria-labelledby="\(id)">
        <h2 id="\(id)">\(title)</h2>
        \(rows.isEmpty ? "<p>\(empty)</p>" : table)
        </section>
        """
    }

    /// A keyboard must be able to scroll it, hence the tab stop.
    private var table: HTML {
        let head = header.reduce("" as HTML) { $0 + "<th scope=\"col\">\($1)</th>" }
        return """
            <div class="wide" role="region" aria-labelledby="\(id)" tabindex="0"><table>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(HTML.lines(rows.map(row)))
            </tbody>
            </table></div>
            """
    }

    private func row(_ cells: [HTML]) -> HTML {
        cells.enumerated().reduce("<tr>" as HTML) { line, cell in
            line + (cell.offset == nameColumn ? "<th scope=\"row\">\(cell.element)</th>" : "<td>\(cell.element)</td>")
        } + "</tr>"
    }
}
