/// Reads manifests from files and folders, and gives their pods the names of static pods.
package struct ManifestLoader: Sendable {
    package let nodeName: String

    /// - Parameter nodeName: what pod names end in, lower-cased.
    package init(nodeName: String) { self.nodeName = nodeName }

    /// Reads every file of `paths`: a file, or a folder whose files are read in the order of their names, except those
    /// that begin with a dot. Sub-folders are not entered.
    package func load(_ paths: [String]) -> ManifestLoad {
        var reading = ManifestReading(naming: StaticPodNaming(nodeName: nodeName))
        for path in paths { reading.read(path) }
        return reading.finish()
    }
}
