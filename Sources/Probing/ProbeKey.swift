package import PodModel

/// Names one probe for the life of a pod: one worker per (pod UID, container, type), kubelet-semantics 2.
package struct ProbeKey: Sendable, Hashable {
    package var podUID: String
    package var container: String
    package var type: ProbeType

    package init(podUID: String, container: String, type: ProbeType) {
        self.podUID = podUID
        self.container = container
        self.type = type
    }
}

/// What one attempt found, before thresholds (kubelet-semantics 1.7, product.md promise 3).
package enum ProbeOutcome: Sendable, Equatable {
    case success(output: String)
    /// Counts as success and raises the event ProbeWarning.
    case warning(output: String)
    case failure(ProbeFailureReason, output: String)
    /// An error of the prober itself: retried up to three times in a row, then discarded.
    case error(ProbeFailureReason, message: String)
    /// The kubelet's Unknown without an error: a Failure that raises no event.
    case unknown
    /// podprobe was late or short of something local: counted, shown, never a step toward a restart.
    case inconclusive(String)
}

/// The bounded `reason` label of podprobe_probe_failures_total (metrics-catalogue 5).
package enum ProbeFailureReason: String, Sendable, CaseIterable {
    case timeout, refused, unreachable, dns, tls
    case httpStatus = "http_status"
    case `protocol`
    case grpcStatus = "grpc_status"
    case exitCode = "exit_code"
    case execError = "exec_error"
    case adapter
}

/// What a worker must know of its container; the supervisor posts a new one whenever the published status changes.
package struct ProbeContext: Sendable, Equatable {
    package enum Container: Sendable, Equatable {
        /// No status, or a status without an id, yet.
        case none
        case waiting(id: String)
        /// `started` is the published status' field.
        case running(id: String, startedAt: Timestamp, started: Bool, ready: Bool)
        case terminated(id: String, willRestart: Bool)
    }
    package var phase = PodPhase.pending
    package var deleted = false
    package var container = Container.none
    /// The address that probes without a host go to; "" while unknown.
    package var podIP = ""
    /// How to run an exec probe beside the container; nil until the container was started.
    package var exec: ExecEnvironment?

    package init() {}
}

/// The environment (`NAME=value`) and the working directory of the container's own process.
package struct ExecEnvironment: Sendable, Equatable {
    package var environment: [String]
    package var workingDirectory: String
    package init(environment: [String], workingDirectory: String) {
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// What leaves a probe loop: verdicts that changed, and attempts that deserve an event. Never every attempt.
package enum ProbeNotice: Sendable, Equatable {
    /// The result cache of this container id changed, or got its initial value.
    case result(ProbeKey, containerID: String, ProbeResult)
    /// A Warning event: `Unhealthy` or `ProbeWarning` with the kubelet's message.
    case event(ProbeKey, containerID: String, reason: String, message: String)
    /// The worker ended by itself (guards 2, 6, 7 of kubelet-semantics 2.2).
    case ended(ProbeKey)
}
