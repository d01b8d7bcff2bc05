import Metrics
import PodModel

/// The series of one probe: made when there is something to show, gone with its worker (kubelet-semantics 1.8).
final class ProbeSeries {
    private let metrics: ProbeMetrics
    private let plan: ProbePlan
    private var successful: Counter?
    private var failed: Counter?
    private var duration: Histogram?
    private var detail: Detail?

    private struct Detail {
        let success: Gauge
        let healthy: Gauge
        let consecutiveFailures: Gauge
        let lastAttempt: Gauge
    }

    init(_ metrics: ProbeMetrics, _ plan: ProbePlan) {
        self.metrics = metrics
        self.plan = plan
    }

    /// An answer that counts. Failures are not timed here: the kubelet times only what succeeded.
    func count(_ result: ProbeResult, nanoseconds: Int64) {
        guard result == .success else {
            counter(&failed, "failed").add()
            return
        }
        counter(&successful, "successful").add()
        let histogram = duration ?? metrics.probeDuration.series(durationLabels)
        duration = histogram
        histogram.observe(nanoseconds: nanoseconds)
    }

    private func counter(_ kept: inout Counter?, _ result: String) -> Counter {
        if let kept { return kept }
        let made = metrics.probeTotal.series(totalLabels(result))
        kept = made
        return made
    }

    /// - Parameters:
    ///   - succeeded: nil for an attempt that was discarded; before the first that counts there is nothing to show.
    ///   - healthy: the state after thresholds.
    func show(succeeded: Bool?, healthy: Bool, consecutiveFailures: Int, at time: Timestamp) {
        guard detail != nil || succeeded != nil else { return }
        let gauges = detail ?? makeDetail()
        detail = gauges
        if let succeeded { gauges.success.set(succeeded ? 1 : 0) }
        gauges.healthy.set(healthy ? 1 : 0)
        gauges.consecutiveFailures.set(Double(consecutiveFailures))
        gauges.lastAttempt.set(time.seconds)
    }

    private func makeDetail() -> Detail {
        Detail(
            success: metrics.success.series(detailLabels), healthy: metrics.healthy.series(detailLabels),
            consecutiveFailures: metrics.consecutiveFailures.series(detailLabels),
            lastAttempt: metrics.lastAttempt.series(detailLabels))
    }

    func remove() {
        if successful != nil { metrics.probeTotal.remove(totalLabels("successful")) }
        if failed != nil { metrics.probeTotal.remove(totalLabels("failed")) }
        if duration != nil { metrics.probeDuration.remove(durationLabels) }
        guard detail != nil else { return }
        for family in [metrics.success, metrics.healthy, metrics.consecutiveFailures, metrics.lastAttempt] {
            family.remove(detailLabels)
        }
    }

    private var type: String { plan.key.type.rawValue }
    private func totalLabels(_ result: String) -> [String] {
        [type, result, plan.key.container, plan.podName, plan.podNamespace, plan.key.podUID]
    }
    private var durationLabels: [String] { [type, plan.key.container, plan.podName, plan.podNamespace] }
    private var detailLabels: [String] {
        [plan.podNamespace, plan.podName, plan.key.container, type, plan.key.podUID]
    }
}
