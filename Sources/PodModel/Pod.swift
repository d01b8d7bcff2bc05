/// A Kubernetes v1 Pod as podprobe keeps it: what it is called and what shall run.
///
/// Every type of this module starts as an empty manifest would; `Pod.defaulted()` fills in what Kubernetes fills in
/// (kubelet-semantics 1.1, 5.4), and `Pod.fieldErrors()` lists what Kubernetes would refuse.
package struct Pod: Sendable, Equatable {
    package var metadata = ObjectMeta()
    package var spec = PodSpec()

    package init() {}
    package init(metadata: ObjectMeta, spec: PodSpec) {
        self.metadata = metadata
        self.spec = spec
    }
}

/// The names under which an object is known.
package struct ObjectMeta: Sendable, Equatable {
    package var name = ""
    package var namespace = ""
    package var uid = ""
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    /// Counts the changes of the spec; 0 while nobody counts.
    package var generation: Int64 = 0
    /// Accepted, not acted on: ownerReferences, finalizers, ... by field name.
    package var others: [String: JSONValue] = [:]

    package init() {}
    package init(name: String, namespace: String = "", uid: String = "") {
        self.name = name
        self.namespace = namespace
        self.uid = uid
    }
}

/// What happens to a container that ended.
package enum RestartPolicy: String, Sendable, CaseIterable {
    case always = "Always"
    case onFailure = "OnFailure"
    case never = "Never"
}

/// The desired behaviour of a pod. Fields that podprobe does not act on are kept whole in `others`, so that
/// `/api/v1/pods` shows them again.
package struct PodSpec: Sendable, Equatable {
    package var containers: [Container] = []
    package var initContainers: [Container] = []
    package var restartPolicy = RestartPolicy.always
    /// Seconds; nil until defaulted to 30.
    package var terminationGracePeriodSeconds: Int64?
    package var activeDeadlineSeconds: Int64?
    package var nodeName = ""
    package var serviceAccountName = ""
    package var hostname = ""
    package var hostNetwork = false
    package var priority: Int32?
    package var priorityClassName = ""
    /// Condition types that must be True besides ContainersReady.
    package var readinessGates: [String] = []
    package var overhead: [String: Quantity] = [:]
    /// Labels that the node must have.
    package var nodeSelector: [String: String] = [:]
    /// What `affinity.nodeAffinity` requires: one of these terms; nil where it requires nothing. `others` has the whole
    /// affinity.
    package var requiredNodeTerms: [NodeSelectorTerm]?
    /// Accepted, not acted on: volumes, tolerations, securityContext, ... by field name; of `os` only whether it is Linux.
    package var others: [String: JSONValue] = [:]

    package init() {}

    /// Regular containers and init containers in the order in which Kubernetes lists them in messages: init first.
    package var allContainers: [Container] { initContainers + containers }
}
