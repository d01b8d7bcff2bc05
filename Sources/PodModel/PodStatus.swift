package enum PodPhase: String, Sendable, CaseIterable {
    case pending = "Pending"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case unknown = "Unknown"
}

package enum QOSClass: String, Sendable, CaseIterable {
    case bestEffort = "BestEffort"
    case burstable = "Burstable"
    case guaranteed = "Guaranteed"
}

/// What is known of a pod (kubelet-semantics 3.6, 5.1, 5.2).
package struct PodStatus: Sendable, Equatable {
    package var phase = PodPhase.pending
    package var conditions: [PodCondition] = []
    package var reason = ""
    package var message = ""
    package var hostIP = ""
    package var podIPs: [String] = []
    /// When podprobe accepted the pod; set once.
    package var startTime: Timestamp?
    package var qosClass = QOSClass.bestEffort
    /// The `metadata.generation` that this status is about; 0 while nobody counts.
    package var observedGeneration: Int64 = 0
    /// In spec order.
    package var initContainerStatuses: [ContainerStatus] = []
    /// Sorted by name.
    package var containerStatuses: [ContainerStatus] = []
    package init() {}

    package func condition(_ type: PodCondition.Kind) -> PodCondition? { conditions.first { $0.type == type } }
    package func container(_ name: String) -> ContainerStatus? {
        containerStatuses.first { $0.name == name } ?? initContainerStatuses.first { $0.name == name }
    }
}

package struct PodCondition: Sendable, Equatable {
    package enum Kind: Sendable, Hashable {
        case podReadyToStartContainers, initialized, ready, containersReady, podScheduled
        /// A readiness gate's condition.
        case other(String)

        package var name: String {
            switch self {
            case .podReadyToStartContainers: "PodReadyToStartContainers"
            case .initialized: "Initialized"
            case .ready: "Ready"
            case .containersReady: "ContainersReady"
            case .podScheduled: "PodScheduled"
            case .other(let name): name
            }
        }
    }
    package enum Status: String, Sendable { case `true` = "True", `false` = "False", unknown = "Unknown" }

    package var type: Kind
    package var status: Status
    package var reason: String
    package var message: String
    /// Changes only when `status` does.
    package var lastTransitionTime: Timestamp

    package init(
        _ type: Kind, _ status: Status, reason: String = "", message: String = "",
        since: Timestamp = Timestamp(nanoseconds: 0)
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.lastTransitionTime = since
    }
}

package enum ContainerState: Sendable, Equatable {
    case waiting(reason: String, message: String)
    case running(startedAt: Timestamp)
    case terminated(Terminated)

    package struct Terminated: Sendable, Equatable {
        package var exitCode: Int32
        package var reason: String
        package var message: String
        package var startedAt: Timestamp
        package var finishedAt: Timestamp
        /// `<runtime>://<id>`.
        package var containerID: String

        package init(
            exitCode: Int32, reason: String, message: String = "", startedAt: Timestamp, finishedAt: Timestamp,
            containerID: String
        ) {
            self.exitCode = exitCode
            self.reason = reason
            self.message = message
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.containerID = containerID
        }
    }
}

package struct ContainerStatus: Sendable, Equatable {
    package var name: String
    package var state: ContainerState
    package var lastState: ContainerState.Terminated?
    package var ready = false
    package var started = false
    package var restartCount: Int32 = 0
    /// What the runtime reports; for the process runtime `process:<command name>`.
    package var image = ""
    package var imageID = ""
    /// `<runtime>://<id>`; "" while there is none.
    package var containerID = ""

    package init(name: String, state: ContainerState) {
        self.name = name
        self.state = state
    }
}

/// Something that happened to a pod or one of its containers, in the words kubectl shows.
package struct Event: Sendable, Equatable {
    package enum Kind: String, Sendable { case normal = "Normal", warning = "Warning" }
    package var type: Kind
    package var reason: String
    package var message: String
    package var namespace: String
    package var podName: String
    package var podUID: String
    /// nil for the pod itself.
    package var container: String?
    /// Whether `container` is one of the init containers.
    package var isInitContainer = false
    package var firstTimestamp: Timestamp
    package var lastTimestamp: Timestamp
    package var count: Int32

    package init(
        _ type: Kind, reason: String, message: String, namespace: String, podName: String, podUID: String,
        container: String? = nil, at time: Timestamp
    ) {
        self.type = type
        self.reason = reason
        self.message = message
        self.namespace = namespace
        self.podName = podName
        self.podUID = podUID
        self.container = container
        self.firstTimestamp = time
        self.lastTimestamp = time
        self.count = 1
    }
}
