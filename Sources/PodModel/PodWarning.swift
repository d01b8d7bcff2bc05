/// Something that a manifest asks for and podprobe does not do, where that changes how the pod behaves.
package struct PodWarning: Sendable, Equatable, CustomStringConvertible {
    package var path: FieldPath
    /// What podprobe does instead.
    package var message: String

    package init(_ path: FieldPath, _ message: String) {
        self.path = path
        self.message = message
    }
    package var description: String { "\(path): \(message)" }
}
