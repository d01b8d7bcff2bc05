import Metrics
import PodModel

/// What an attempt came to: the `result` label.
enum AttemptLabel: Int, CaseIterable {
    case successful, failed, unknown, error, inconclusive

    init(_ outcome: ProbeOutcome) {
        switch outcome {
        case .success, .warning: self = .successful
        case .failure: self = .failed
        case .unknown: self = .unknown
        case .error: self = .error
        case .inconclusive: self = .inconclusive
        }
    }

    var text: String {
        switch self {
        case .successful: "successful"
        case .failed: "failed"
        case .unknown: "unknown"
        case .error: "error"
        case .inconclusive: "inconclusive"
        }
    }
}

/// One loop's own cells for one probe type and handler: counting a probe is a few relaxed additions that no other thread
/// fights for.
final class ProbeCells {
    let workers: Gauge
    let inFlight: Gauge
    let lag: Histogram
    let started: Counter
    let late: Counter
    let missed: Counter
    private let completed: [Counter]
    private let durations: [Histogram]
    private let failures: [ProbeFailureReason: Counter]
    private let skips: [ProbeSkipReason: Counter]
    private let toHealthy: Counter
    private let toUnhealthy: Counter

    init(_ metrics: ProbeMetrics, _ probeType: ProbeType, _ handlerKind: ProbeHandlerKind) {
        let (type, kind) = (probeType.rawValue, handlerKind.rawValue)
        workers = metrics.workers.cell([type, kind])
        inFlight = metrics.inFlight.cell([kind])
        lag = metrics.lag.cell([type])
        started = metrics.started.cell([type, kind])
        late = metrics.late.cell([type])
        missed = metrics.missed.cell([type])
        completed = AttemptLabel.allCases.map { metrics.completed.cell([type, kind, $0.text]) }
        durations = AttemptLabel.allCases.map { metrics.duration.cell([kind, $0.text]) }
        failures = ProbeFailureReason.allCases.reduce(into: [:]) { table, reason in
            table[reason] = metrics.failures.cell([kind, reason.rawValue])
        }
        skips = ProbeSkipReason.allCases.reduce(into: [:]) { table, reason in
            table[reason] = metrics.skipped.cell([type, reason.rawValue])
        }
        toHealthy = metrics.transitions.cell([type, "healthy"])
        toUnhealthy = metrics.transitions.cell([type, "unhealthy"])
    }

    func count(_ outcome: ProbeOutcome, nanoseconds: Int64) {
        let label = AttemptLabel(outcome).rawValue
        completed[label].add()
        durations[label].observe(nanoseconds: nanoseconds)
        switch outcome {
        case .failure(let reason, _), .error(let reason, _): failures[reason]?.add()
        case .success, .warning, .unknown, .inconclusive: break
        }
    }

    func count(_ reason: ProbeSkipReason, _ times: Int64 = 1) {
        if times > 0 { skips[reason]?.add(UInt64(times)) }
    }

    func count(missed periods: Int64) {
        if periods > 0 { missed.add(UInt64(periods)) }
    }

    func count(transitionTo result: ProbeResult) { (result == .success ? toHealthy : toUnhealthy).add() }
}
