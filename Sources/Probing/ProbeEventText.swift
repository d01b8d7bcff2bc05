package import PodModel

/// The Warning events of probes in the kubelet's words (kubelet-semantics 1.7).
package enum ProbeEventText {
    package static let unhealthy = "Unhealthy"
    package static let warning = "ProbeWarning"
    /// podprobe's own: the kubelet counts its lateness against the target.
    package static let inconclusive = "ProbeInconclusive"

    /// Reason and message; nil for an outcome that raises no event.
    package static func event(_ type: ProbeType, _ outcome: ProbeOutcome) -> (reason: String, message: String)? {
        switch outcome {
        case .success, .unknown: nil
        case .warning(let output): (warning, "\(type.rawValue) probe warning: \(output)")
        case .failure(_, let output): (unhealthy, "\(type.rawValue) probe failed: \(output)")
        case .error(let reason, let message):
            (unhealthy, "\(type.rawValue) probe errored and resulted in \(state(reason)) state: \(message)")
        case .inconclusive(let why):
            (
                inconclusive,
                "\(type.rawValue) probe was not judged, because of podprobe and not of the container: \(why)"
            )
        }
    }

    /// A broken body is a failure in the kubelet's own words, all else that it cannot ask is unknown.
    private static func state(_ reason: ProbeFailureReason) -> String {
        switch reason {
        case .adapter, .execError, .dns: "unknown"
        default: "failure"
        }
    }
}
