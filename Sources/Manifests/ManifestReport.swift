/// What `podprobe check` prints.
package struct ManifestReport: Sendable {
    /// One line for each issue, then the counts.
    package let text: String
    /// Warnings alone are not wrong.
    package let isWrong: Bool

    package init(_ load: ManifestLoad) {
        isWrong = load.hasErrors
        text = ""
    }
}
