/// One thing to say about a manifest: where it is, what is wrong, what would be right.
package struct ManifestIssue: Sendable, Equatable, CustomStringConvertible {
    package enum Severity: String, Sendable { case error, warning }
    /// The `reason` label of podprobe_manifest_errors_total.
    package enum Reason: String, Sendable, CaseIterable { case read, parse, validate, conflict, unsupported }
    package var severity: Severity
    package var reason: Reason
    package var file: String
    /// 1-based; 0 where the file as a whole is meant.
    package var line: Int
    /// `spec.containers[0].image`; "" where the document as a whole is meant.
    package var fieldPath: String
    package var message: String

    package init(
        _ severity: Severity, _ reason: Reason, file: String, line: Int = 0, fieldPath: String = "", message: String
    ) {
        self.severity = severity
        self.reason = reason
        self.file = file
        self.line = line
        self.fieldPath = fieldPath
        self.message = message
    }

    package var description: String {
        "\(file)" + (line > 0 ? ":\(line)" : "") + ": \(severity.rawValue): "
            + (fieldPath.isEmpty ? "" : "\(fieldPath): ") + message
    }
}

extension ManifestIssue {
    /// In the order in which a reader goes through the files; of a warning and an error about the same value, the error.
    static func sorted(_ issues: [ManifestIssue]) -> [ManifestIssue] {
        let errors = Set(issues.filter { $0.severity == .error && $0.reason == .validate }.map(\.place))
        return issues.filter { $0.severity == .error || !errors.contains($0.place) }.enumerated()
            .sorted { ($0.element.file, $0.element.line, $0.offset) < ($1.element.file, $1.element.line, $1.offset) }
            .map(\.element)
    }

    private var place: String { "\(file):\(line):\(fieldPath)" }
}
