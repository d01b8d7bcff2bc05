/// A verdict after thresholds, as the rest of podprobe sees it (kubelet-semantics 2.3).
package enum ProbeResult: String, Sendable {
    case success = "successful"
    case failure = "failed"
    case unknown = "unknown"

    /// What a new container starts with.
    package static func initial(for type: ProbeType) -> ProbeResult {
        switch type {
        case .liveness: .success
        case .readiness: .failure
        case .startup: .unknown
        }
    }
}
