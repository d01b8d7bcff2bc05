package import PodModel

/// A pod that shall run, and where it was read. The pod is defaulted, valid, and carries its final name and uid.
package struct DesiredPod: Sendable, Equatable {
    package var pod: Pod
    /// The manifest's path, shown to the user.
    package var source: String

    package init(pod: Pod, source: String) {
        self.pod = pod
        self.source = source
    }
}
