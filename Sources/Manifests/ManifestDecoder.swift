import PodModel

/// One value of an object on its way to becoming a Pod: what it is called and where it stands.
struct SourceField {
    /// The field's right name, also where the manifest misspells it; an entry of a list has that of its list.
    var name: String
    var node: SourceNode
    /// Of the field's name, in the file.
    var line: Int
    /// With the right names.
    var path: FieldPath
}

/// Turns the tree of one object into values and writes down every mistake on the way, instead of stopping at the first.
///
/// What a mistake leaves out keeps the value of an empty manifest, and its path is remembered so that validation does
/// not complain about it a second time.
final class ManifestDecoder {
    private let file: String
    private let source: SourceDocument
    /// Lines were left out to get this far, so that what is missing is nobody's mistake.
    let isGuess: Bool
    /// What others have to say about a pod.
    let warnings: ManifestLoader.Warnings
    private(set) var issues: [ManifestIssue] = []
    private(set) var lines: LineMap
    /// Slips that explain a wrong type; `DocumentReader` repairs them and decodes again.
    private(set) var slips: [Int: LineSlip] = [:]
    /// Lines where a mapping stands and a string is due: had they been "repaired", it was a mistake to do so.
    private(set) var linesOfUndueMappings: Set<Int> = []
    /// What was already complained about, and of that what was not read at all.
    private var reported: Set<FieldPath> = []
    private var unread: Set<FieldPath> = []
    /// The object is a Secret: no message repeats a value of it.
    var hidesValues = false

    init(
        file: String, source: SourceDocument, line: Int, isGuess: Bool, warnings: @escaping ManifestLoader.Warnings
    ) {
        self.file = file
        self.source = source
        self.isGuess = isGuess
        self.warnings = warnings
        lines = LineMap(first: line)
    }

    func report(
        _ severity: ManifestIssue.Severity = .error, _ reason: ManifestIssue.Reason = .validate, _ field: SourceField,
        _ message: String
    ) {
        if severity == .error { reported.insert(field.path.plain) }
        issues.append(
            ManifestIssue(
                severity, reason, file: file, line: field.line, fieldPath: field.path.description, message: message))
    }

    /// Reports something about a field that may not be there.
    func report(_ severity: ManifestIssue.Severity, at path: FieldPath, _ message: String) {
        issues.append(
            ManifestIssue(
                severity, .validate, file: file, line: lines.line(of: path), fieldPath: path.description,
                message: message))
    }

    func reportMissing(_ path: FieldPath, _ advice: String) {
        if !isGuess { report(.error, at: path, "Required value: \(advice)") }
    }

    var errorCount: Int { issues.count { $0.severity == .error } }

    /// Reports something that can't be read at all.
    func skip(_ field: SourceField, _ message: String) {
        unread.insert(field.path.plain)
        report(.error, .validate, field, message)
    }

    /// Reports a value of the wrong type: `expected` says what is due, `right` what to write.
    func mismatch(_ field: SourceField, expected: String, right: String) {
        if hidesValues {
            skip(field, "expected \(expected) (the value is not shown, because this is a Secret)")
        } else {
            skip(field, "expected \(expected), found \(field.node.described); \(right)")
        }
    }

    /// Whether the field has no value, which to Kubernetes means that it is not set; that is said.
    func isUnset(_ field: SourceField) -> Bool {
        guard field.node.isNull else { return false }
        report(.warning, .validate, field, "no value, so \(field.name) is not set: give it one or remove the line")
        return true
    }

    /// Whether validation's complaint only repeats what was said here.
    func hasReported(_ error: FieldError) -> Bool {
        let steps = error.path.plain.steps
        if reported.contains(error.path.plain) || unread.contains(where: { steps.starts(with: $0.steps) }) {
            return true
        }
        // A probe has a handler, though it could not be read.
        return error.kind == .required && Self.handlers.contains { unread.contains(FieldPath(steps).field($0)) }
    }

    private static let handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"]

    func setLine(_ field: SourceField) { lines.set(field.path, field.line) }
    func noteUndueMapping(_ line: Int) { linesOfUndueMappings.insert(line) }
}

extension ManifestDecoder {
    /// The fields of a mapping under their right names; those that are unknown are reported.
    func fields(_ parent: SourceField, _ schema: FieldSchema) -> [SourceField] {
        guard let entries = parent.node.mapping else {
            if !parent.node.isNull { explainNoMapping(parent, schema) }
            return []
        }
        var fields: [SourceField] = []
        let written = Set(entries.map(\.key))
        for entry in entries where !entry.key.hasPrefix(DuplicateKey.mark) {
            if let name = name(of: entry, in: parent, schema, written) {
                let path = parent.path.field(name)
                fields.append(SourceField(name: name, node: entry.value, line: entry.line, path: path))
                lines.set(path, entry.line)
            }
        }
        return fields
    }

    /// The field that a key names or means; nil, and a report, where it is unknown.
    private func name(
        of entry: SourceEntry, in parent: SourceField, _ schema: FieldSchema, _ written: Set<String>
    ) -> String? {
        if schema.fields.contains(entry.key) { return entry.key }
        var field = SourceField(
            name: entry.key, node: entry.value, line: entry.line, path: parent.path.field(entry.key))
        if let slip = slip(of: entry, schema) {
            slips[entry.line] = slip
            return nil
        }
        if let flow = flowSlip(of: entry, schema) {
            field.path = parent.path.field(flow.field)
            skip(field, flow.message)
            return nil
        }
        let near = Spelling.nearMiss(entry.key, among: schema.fields)
        let home = FieldSchema.home(of: entry.key)
        let isCaseOnly = near?.lowercased() == entry.key.lowercased()
        if let home, !isCaseOnly {
            report(.error, .validate, field, "unknown field in \(schema.place): \(entry.key) belongs to \(home)")
            return nil
        }
        report(.error, .validate, field, near.map { "unknown field; did you mean \($0)?" } ?? unknown(schema))
        guard let near, !written.contains(near) else { return nil }
        return near
    }

    private func unknown(_ schema: FieldSchema) -> String {
        let known = schema.fields.prefix(8).joined(separator: ", ") + (schema.fields.count > 8 ? ", …" : "")
        return "unknown field; \(schema.place) has \(known)"
    }

    /// `-name: web` where an entry of a list was meant.
    private func slip(of entry: SourceEntry, _ schema: FieldSchema) -> LineSlip? {
        guard entry.key.hasPrefix("-") else { return nil }
        return sourceLine(entry.line).flatMap { LineSlip(in: $0) }
    }

    /// `{path:/, port:80}`: keys without values, since a colon needs a space after it there too.
    private func flowSlip(of entry: SourceEntry, _ schema: FieldSchema) -> (field: String, message: String)? {
        guard entry.value.isNull, let colon = entry.key.firstIndex(of: ":") else { return nil }
        let field = String(entry.key[..<colon])
        guard schema.fields.contains(field) else { return nil }
        let right = "\(field): \(entry.key[colon...].dropFirst())"
        return (field, "a space is missing after the colon: write \(right.shortened)")
    }

    private func explainNoMapping(_ field: SourceField, _ schema: FieldSchema) {
        if let text = field.node.string, findSlips(in: text, from: field.node.line, schema) { return }
        let example = schema.fields.prefix(2).map { "\($0): …" }.joined(separator: " and ")
        let right =
            field.node.list?.isEmpty == false
            ? "write them without dashes" : "write its fields on lines of their own below it, such as \(example)"
        mismatch(field, expected: "the fields of \(schema.place)", right: right)
    }

    /// Whether the lines of a string were meant to be fields: `path:/` and `port:80` below `httpGet:`.
    private func findSlips(in text: String, from line: Int, _ schema: FieldSchema) -> Bool {
        var found = false
        for number in line..<(line + 64) {
            guard let content = sourceLine(number), text.contains(content.trimmed.drop { $0 == "-" || $0 == " " })
            else {
                break
            }
            guard let slip = LineSlip(in: content), schema.fields.contains(slip.field) else { continue }
            slips[number] = slip
            found = true
        }
        return found
    }

    private func sourceLine(_ number: Int) -> String? {
        let index = number - source.firstLine
        return source.lines.indices.contains(index) ? source.lines[index] : nil
    }
}
