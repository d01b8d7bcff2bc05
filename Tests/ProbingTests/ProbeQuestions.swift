import PodModel
import Probing

/// Asks once, again while podprobe itself was too late to judge: the machine of a test may be busy.
func report(
    _ probe: Probe, timeoutMilliseconds: Int64 = 30_000, exec: ExecEnvironment? = nil
) async throws -> ProbeReport {
    var plan = ProbePlan(
        key: ProbeKey(podUID: "u", container: "c", type: .liveness), podName: "p", podNamespace: "default", probe: probe
    )
    plan.overrides.timeoutNanoseconds = timeoutMilliseconds * 1_000_000
    var context = ProbeContext()
    context.podIP = "127.0.0.1"
    context.exec = exec
    var report = try await OneShotProbe.run(plan, context: context)
    for _ in 0..<20 {
        guard case .inconclusive = report.outcome else { break }
        report = try await OneShotProbe.run(plan, context: context)
    }
    return report
}

/// An httpGet probe of 127.0.0.1.
func httpReport(
    port: UInt16, path: String = "/", timeoutMilliseconds: Int64 = 30_000,
    _ change: (inout HTTPGetAction) -> Void = { _ in }
) async throws -> ProbeReport {
    var action = HTTPGetAction()
    action.port = .int(Int32(port))
    action.path = path
    action.scheme = "HTTP"
    change(&action)
    var probe = Probe()
    probe.httpGet = action
    return try await report(probe, timeoutMilliseconds: timeoutMilliseconds)
}

extension ProbeOutcome {
    /// "failure timeout", "success", ...: what a test may rely on when the text is the library's.
    var kind: String {
        switch self {
        case .success: "success"
        case .warning: "warning"
        case .failure(let reason, _): "failure \(reason.rawValue)"
        case .error(let reason, _): "error \(reason.rawValue)"
        case .unknown: "unknown"
        case .inconclusive: "inconclusive"
        }
    }

    var text: String {
        switch self {
        case .success(let text), .warning(let text), .failure(_, let text), .error(_, let text),
            .inconclusive(let text):
            text
        case .unknown: ""
        }
    }
}
