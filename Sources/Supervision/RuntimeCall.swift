import Runtimes

/// The runtime's verbs under the kubelet's names: the values of `operation_type` and of `operation`.
enum RuntimeCall: String, Sendable, CaseIterable {
    case version
    case runSandbox = "run_podsandbox"
    case stopSandbox = "stop_podsandbox"
    case removeSandbox = "remove_podsandbox"
    case listSandboxes = "list_podsandbox"
    case createContainer = "create_container"
    case startContainer = "start_container"
    case stopContainer = "stop_container"
    case removeContainer = "remove_container"
    case listContainers = "list_containers"
    case containerStatus = "container_status"
    case execSync = "exec_sync"
    case stats = "list_container_stats"
}

extension RuntimeError.Kind {
    /// The bounded `code` label of podprobe_runtime_operation_errors_total (metrics-catalogue 5).
    var code: String {
        switch self {
        case .timeout, .refused, .notFound, .conflict, .protocol: rawValue
        case .config, .create, .start, .other: "other"
        }
    }

    /// The runtime itself did not answer, or not sensibly.
    var meansUnreachable: Bool { self == .timeout || self == .refused || self == .protocol }

    static let codes = ["timeout", "refused", "not_found", "conflict", "protocol", "other"]
}
