import PodModel

/// What `podprobe check` prints.
package struct ManifestReport: Sendable {
    /// One line for each issue, then the counts; ends with a line end.
    package let text: String
    /// Warnings alone are not wrong.
    package let isWrong: Bool

    package init(_ load: ManifestLoad) {
        isWrong = load.hasErrors
        let errors = load.issues.count { $0.severity == .error }
        let files = Set(load.validFiles).union(load.invalidFiles).count
        var counts = [Self.count(files, "file"), Self.count(load.pods.count, "pod")]
        for kind in Set(load.objects.map(\.reference.kind.rawValue)).sorted() {
            counts.append(Self.count(load.objects.count { $0.reference.kind.rawValue == kind }, kind))
        }
        counts += [Self.count(errors, "error"), Self.count(load.issues.count - errors, "warning")]
        let lines = load.issues.map(\.description) + [counts.joined(separator: ", ")]
        text = lines.map { $0 + "\n" }.joined()
    }

    private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
}
