/// One line of metrics text, taken apart strictly.
package enum ExpositionLine: Equatable {
    /// HELP, TYPE or UNIT.
    case header(keyword: String, family: String, text: String)
    case endOfFile
    case sample(ExpositionSample)

    /// - Returns: the line, or what is wrong with it.
    static func parse(_ line: Substring) -> Result<ExpositionLine, ExpositionComplaint> {
        do {
            return .success(line.hasPrefix("#") ? try comment(line) : .sample(try ExpositionSample(line)))
        } catch let complaint as ExpositionComplaint {
            return .failure(complaint)
        } catch {
            return .failure(ExpositionComplaint("\(error)"))
        }
    }

    private static func comment(_ line: Substring) throws -> ExpositionLine {
        if line == "# EOF" { return .endOfFile }
        let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0] == "#", ["HELP", "TYPE", "UNIT"].contains(parts[1]) else {
            throw ExpositionComplaint("a comment that is no HELP, TYPE, UNIT or EOF")
        }
        guard isMetricName(parts[2]) else { throw ExpositionComplaint("\"\(parts[2])\" is no metric name") }
        return .header(keyword: parts[1], family: parts[2], text: parts.count > 3 ? parts[3] : "")
    }
}

package struct ExpositionComplaint: Error, Equatable {
    package var text: String
    init(_ text: String) { self.text = text }
}

/// `name{label="value",…} value`.
package struct ExpositionSample: Equatable, Sendable {
    package var name: String
    /// In the order of the line, unescaped.
    package var labels: [(name: String, value: String)] = []
    package var value: Double

    package static func == (left: ExpositionSample, right: ExpositionSample) -> Bool {
        left.name == right.name && left.value == right.value
            && left.labels.elementsEqual(right.labels) { $0.name == $1.name && $0.value == $1.value }
    }

    package func label(_ name: String) -> String? { labels.first { $0.name == name }?.value }

    /// What makes it one series: a label with an empty value is no label (metrics-catalogue 3.1).
    var identity: String {
        let parts = labels.filter { !$0.value.isEmpty }.map { "\($0.name)=\"\($0.value)\"" }.sorted()
        return "\(name){\(parts.joined(separator: ","))}"
    }

    init(_ line: Substring) throws {
        var rest = line
        name = String(rest.prefix { $0 != "{" && $0 != " " })
        rest = rest.dropFirst(name.count)
        guard isMetricName(name) else { throw ExpositionComplaint("\"\(name)\" is no metric name") }
        if rest.first == "{" {
            rest.removeFirst()
            labels = try Self.labels(&rest)
        }
        guard rest.first == " " else { throw ExpositionComplaint("no space before the value") }
        rest.removeFirst()
        if rest.contains(" ") {
            throw ExpositionComplaint("something after the value: no timestamps or exemplars here")
        }
        value = try Self.number(rest)
    }

    private static func labels(_ rest: inout Substring) throws -> [(name: String, value: String)] {
        var labels: [(name: String, value: String)] = []
        while rest.first != "}" {
            let name = String(rest.prefix { $0 != "=" })
            guard isMetricName(name), !name.contains(":") else {
                throw ExpositionComplaint("\"\(name)\" is no label name")
            }
            if labels.contains(where: { $0.name == name }) { throw ExpositionComplaint("label \(name) comes twice") }
            rest = rest.dropFirst(name.count)
            guard rest.hasPrefix("=\"") else { throw ExpositionComplaint("label \(name) has no quoted value") }
            rest = rest.dropFirst(2)
            labels.append((name, try unescaped(&rest, label: name)))
            if rest.first == "," {
                rest.removeFirst()
            } else if rest.first != "}" {
                throw ExpositionComplaint("neither , nor } after label \(name)")
            }
        }
        rest.removeFirst()
        if labels.isEmpty { throw ExpositionComplaint("empty braces") }
        return labels
    }

    private static func unescaped(_ rest: inout Substring, label: String) throws -> String {
        var value = ""
        while let next = rest.popFirst() {
            if next == "\"" { return value }
            guard next == "\\" else {
                value.append(next)
                continue
            }
            switch rest.popFirst() {
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            case "n": value.append("\n")
            default: throw ExpositionComplaint("unknown escape in label \(label)")
            }
        }
        throw ExpositionComplaint("label \(label) does not end")
    }

    private static func number(_ text: Substring) throws -> Double {
        switch text {
        case "NaN": return .nan
        case "+Inf": return .infinity
        case "-Inf": return -.infinity
        default:
            guard !text.isEmpty, text.allSatisfy({ "0123456789+-.e".contains($0) }), let value = Double(text) else {
                throw ExpositionComplaint("\"\(text)\" is no number that every parser reads")
            }
            return value
        }
    }
}

private func isMetricName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}
