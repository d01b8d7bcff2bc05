/// Reads manifests from files and folders.
package struct ManifestLoader: Sendable {
    package let nodeName: String

    /// - Parameter nodeName: what pod names end in, lower-cased.
    package init(nodeName: String) { self.nodeName = nodeName }

    /// Reads every file of `paths`: a file, or a folder whose files are read in the order of their names.
    package func load(_ paths: [String]) -> ManifestLoad { ManifestLoad() }
}
