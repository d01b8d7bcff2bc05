package import PodModel

/// A pod as it shall run here: defaulted, valid, and under the names of a static pod (kubelet-semantics 7).
package struct LoadedPod: Sendable, Equatable {
    package var pod: Pod
    /// The file as it was found: the given path, or the given folder, `/` and the file's name.
    package var file: String
    /// Which object of the file this is, counted from 0 over its documents and the items of its lists.
    package var documentIndex: Int
    /// The name in the manifest, before the node's name was added.
    package var originalName: String

    package init(pod: Pod, file: String, documentIndex: Int, originalName: String) {
        self.pod = pod
        self.file = file
        self.documentIndex = documentIndex
        self.originalName = originalName
    }

    /// `pod web of namespace shop`, by the name in the manifest.
    var inWords: String { "pod \(originalName) of namespace \(pod.metadata.namespace)" }

    /// Under which two pods are the same pod: `namespace/name`.
    package var key: String { "\(pod.metadata.namespace)/\(pod.metadata.name)" }
}
