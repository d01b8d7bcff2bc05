/// What a container's environment may ask of the pod's place, besides the manifest (kubelet-semantics 6).
package struct EnvironmentFacts: Sendable, Equatable {
    package var nodeName: String
    /// The node's own family first.
    package var hostIPs: [String]
    package var podIPs: [String]
    /// What `limits.<resource>` means for a container that has no such limit.
    package var allocatable: [String: Quantity]

    package init(
        nodeName: String, hostIPs: [String], podIPs: [String] = [], allocatable: [String: Quantity] = [:]
    ) {
        self.nodeName = nodeName
        self.hostIPs = hostIPs
        self.podIPs = podIPs
        self.allocatable = allocatable
    }
}

/// A ConfigMap or Secret that an environment names.
package struct ConfigReference: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, Hashable {
        case configMap = "ConfigMap"
        case secret = "Secret"
    }
    package var kind: Kind
    package var namespace: String
    package var name: String

    package init(_ kind: Kind, namespace: String, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
    package var description: String { "\(kind.rawValue) \(namespace)/\(name)" }
}

/// What a container is started with, or why it cannot be.
package struct ResolvedEnvironment: Sendable, Equatable {
    /// One of each name, in the order of first mention.
    package var variables: [EnvVar] = []
    /// The container's command and args with their references replaced.
    package var command: [String] = []
    package var args: [String] = []
    /// Why the container must wait in CreateContainerConfigError; empty when it may start.
    package var problems: [String] = []
    /// Things left out that deserve a Warning event (`InvalidEnvironmentVariableNames`), as the kubelet words them.
    package var warnings: [String] = []

    package init() {}

    /// `NAME=value` of each variable, as a process takes them.
    package var assignments: [String] { variables.map { "\($0.name)=\($0.value)" } }
}
