/// A strict reader of metrics text: stricter than Prometheus and promtool, which let duplicate series, split families,
/// broken histograms and even a NUL byte pass without a word (metrics-catalogue 3.1).
package struct ExpositionChecker {
    package enum Format: Sendable { case text004, openMetrics100 }

    /// Everything that is wrong, each with its line; empty when nothing is.
    package static func complaints(_ bytes: [UInt8], format: Format = .text004) -> [String] {
        var checker = ExpositionChecker(format)
        checker.read(bytes)
        return checker.complaints
    }

    package static func complaints(_ text: String, format: Format = .text004) -> [String] {
        complaints(Array(text.utf8), format: format)
    }

    /// Every sample of a text that has no complaints against single lines.
    package static func samples(_ bytes: [UInt8]) -> [ExpositionSample] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            if case .success(.sample(let sample)) = ExpositionLine.parse(line) { sample } else { nil }
        }
    }

    private let format: Format
    private var complaints: [String] = []
    private var line = 0
    private var family: ExpositionFamily?
    private var finished: Set<String> = []
    private var series: Set<String> = []

    private init(_ format: Format) { self.format = format }

    private mutating func complain(_ text: String) { complaints.append("line \(line): \(text)") }

    private mutating func read(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            complaints.append("not valid UTF-8")
            return
        }
        if let last = bytes.last, last != UInt8(ascii: "\n") { complaints.append("the last line does not end in LF") }
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        if format == .openMetrics100, lines.last != "# EOF" { complaints.append("the last line is not # EOF") }
        for (index, one) in lines.enumerated() {
            line = index + 1
            read(one, isLast: index == lines.count - 1)
        }
        endFamily()
    }

    private mutating func read(_ text: Substring, isLast: Bool) {
        if let control = text.unicodeScalars.first(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            complain("control character \(control.value)")
        }
        if text.isEmpty { return complain("an empty line") }
        switch ExpositionLine.parse(text) {
        case .failure(let complaint): complain(complaint.text)
        case .success(.endOfFile):
            if format == .text004 || !isLast { complain("# EOF where the text does not end") }
        case .success(.header(let keyword, let name, let text)): header(keyword, name, text)
        case .success(.sample(let sample)): self.sample(sample)
        }
    }

    private mutating func header(_ keyword: String, _ name: String, _ text: String) {
        if family?.name != name { begin(name) }
        guard var current = family else { return }
        let order = format == .text004 ? ["HELP", "TYPE"] : ["TYPE", "UNIT", "HELP"]
        if let position = order.firstIndex(of: keyword) {
            if current.headers.contains(keyword) {
                complain("\(keyword) of \(name) comes twice")
            } else if current.headers.contains(where: { (order.firstIndex(of: $0) ?? 0) > position }) {
                complain("\(keyword) of \(name) is out of order: \(order.joined(separator: ", "))")
            }
        } else {
            complain("\(keyword) does not belong in this format")
        }
        if current.hasSamples { complain("\(keyword) of \(name) comes after its samples") }
        current.headers.append(keyword)
        switch keyword {
        case "TYPE": complaints += current.setKind(text, format).map { "line \(line): \($0)" }
        case "UNIT": if text.isEmpty || !name.hasSuffix("_" + text) { complain("unit \(text) does not end \(name)") }
        default: help(text, of: name)
        }
        family = current
    }

    private mutating func help(_ text: String, of name: String) {
        if text.isEmpty { complain("\(name) has an empty HELP") }
        var rest = text[...]
        while let next = rest.popFirst() {
            if next == "\"", format == .openMetrics100 { complain("a quote in the HELP of \(name) is not escaped") }
            guard next == "\\" else { continue }
            let escaped = rest.popFirst()
            let isKnown = escaped == "\\" || escaped == "n" || (escaped == "\"" && format == .openMetrics100)
            if !isKnown { complain("unknown escape in the HELP of \(name)") }
        }
    }

    private mutating func begin(_ name: String) {
        endFamily()
        if finished.contains(name) { complain("family \(name) is split") }
        family = ExpositionFamily(name: name)
    }

    private mutating func sample(_ sample: ExpositionSample) {
        if family?.owns(sample.name, format) != true {
            complain("\(sample.name) does not follow the header of its family")
            begin(sample.name)
        }
        if !series.insert(sample.identity).inserted { complain("series \(sample.identity) comes twice") }
        if format == .openMetrics100, let label = sample.labels.first(where: { $0.name.hasPrefix("_") }) {
            complain("label \(label.name) is reserved")
        }
        let found = family?.add(sample) ?? []
        complaints += found.map { "line \(line): \($0)" }
    }

    private mutating func endFamily() {
        guard let ended = family else { return }
        for missing in ["HELP", "TYPE"] where !ended.headers.contains(missing) {
            complain("\(ended.name) has no \(missing)")
        }
        if !ended.hasSamples { complain("\(ended.name) has a header and no sample") }
        for complaint in ended.histogramComplaints() { complain(complaint) }
        finished.insert(ended.name)
        family = nil
    }
}
