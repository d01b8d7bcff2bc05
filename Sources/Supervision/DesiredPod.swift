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

/// Everything that shall be on this node.
package struct DesiredSet: Sendable, Equatable {
    package var pods: [DesiredPod]
    /// The ConfigMaps and Secrets that environments may refer to.
    package var configs: ConfigData
    /// Nothing is missing because it could not be read. Until a complete set was seen, what else runs is left alone.
    package var isComplete: Bool

    package init(_ pods: [DesiredPod], configs: ConfigData = [:], isComplete: Bool = true) {
        self.pods = pods
        self.configs = configs
        self.isComplete = isComplete
    }
}
