/// Which exposition format a scraper gets for its Accept header (metrics-catalogue 3.4).
package enum ContentNegotiation {
    /// OpenMetrics 1.0 where it is wanted at least as much as text, and listed first where wanted as much. Everything
    /// else, even a header that makes no sense, gets text 0.0.4: a scrape is never refused.
    package static func format(accept: String?) -> ExpositionFormat {
        let ranges = (accept ?? "").split(separator: ",").map(MediaRange.init)
        let text = best(ranges) { $0.type == "text/plain" } ?? best(ranges) { $0.type == "text/*" }
        let anything = best(ranges) { $0.type == "*/*" }
        guard let openMetrics = best(ranges, where: \.isOpenMetrics100), openMetrics.quality > 0 else {
            return .text004
        }
        // What is named beats a wildcard, and of two that are named the first is preferred.
        guard let text else { return openMetrics.quality >= (anything?.quality ?? 0) ? .openMetrics100 : .text004 }
        if openMetrics.quality != text.quality {
            return openMetrics.quality > text.quality ? .openMetrics100 : .text004
        }
        return openMetrics.position < text.position ? .openMetrics100 : .text004
    }

    private static func best(
        _ ranges: [MediaRange], where matches: (MediaRange) -> Bool
    ) -> (quality: Double, position: Int)? {
        ranges.enumerated().filter { matches($0.element) }
            .max { ($0.element.quality, $1.offset) < ($1.element.quality, $0.offset) }
            .map { ($0.element.quality, $0.offset) }
    }

    /// The exact Content-Type: Prometheus 3 refuses a scrape over it.
    package static func contentType(_ format: ExpositionFormat) -> String {
        switch format {
        case .text004: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics100: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

/// One element of an Accept header.
private struct MediaRange {
    var type: String
    var version: String?
    /// 1 where not given, 0 where it makes no sense.
    var quality = 1.0

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map(trimmed)
        type = parts.first ?? ""
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(trimmed)
            guard pair.count == 2 else { continue }
            switch pair[0] {
            case "q": quality = Double(pair[1]).flatMap { (0...1).contains($0) ? $0 : nil } ?? 0
            case "version": version = pair[1].filter { $0 != "\"" }
            default: break
            }
        }
    }

    var isOpenMetrics100: Bool {
        type == "application/openmetrics-text" && (version == nil || version == "1.0.0")
    }
}

private func trimmed(_ text: Substring) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return text.drop(while: isBlank).reversed().drop(while: isBlank).reversed().map { $0.lowercased() }.joined()
}
