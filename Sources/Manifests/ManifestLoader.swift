package import PodModel

/// Reads manifests from files and folders, and gives their pods the names of static pods.
package struct ManifestLoader: Sendable {
    /// What somebody else has to say about a defaulted pod, which may hold mistakes.
    package typealias Warnings = @Sendable (Pod) -> [PodWarning]

    package let nodeName: String
    private let warnings: Warnings

    /// - Parameters:
    ///   - nodeName: what pod names end in, lower-cased.
    ///   - warnings: reported besides the manifests' own, with the lines of their paths.
    package init(nodeName: String, warnings: @escaping Warnings = { _ in [] }) {
        self.nodeName = nodeName
        self.warnings = warnings
    }

    /// Reads every file of `paths`: a file, or a folder whose files are read in the order of their names, except those
    /// that begin with a dot. Sub-folders are not entered.
    ///
    /// A kubelet takes one Pod from a file; here it may hold several documents, lists, ConfigMaps and Secrets.
    /// - Parameter documents: what was fetched from addresses.
    package func load(_ paths: [String], documents: [ManifestDocument] = []) -> ManifestLoad {
        var reading = ManifestReading(naming: StaticPodNaming(nodeName: nodeName), warnings: warnings)
        for path in paths { reading.read(path) }
        for document in documents { reading.read(document) }
        return reading.finish()
    }
}
