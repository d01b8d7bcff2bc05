import Metrics
import PodModel
import Probing

/// What was decided about pods and what came of it.
final class PodMetrics: Sendable {
    private let workerDurations = HistogramFamily(
        "kubelet_pod_worker_duration_seconds", "How long it took to carry out one decision about a pod.",
        labels: ["operation_type"], bounds: .defaults)
    private let startedPods = CounterFamily(
        "kubelet_started_pods_total", "Starts of pods: sandboxes that were asked for, made or not.")
    private let failedPods = CounterFamily(
        "kubelet_started_pods_errors_total", "Pods whose sandbox could not be made.")
    private let startedContainers = CounterFamily(
        "kubelet_started_containers_total", "Starts of containers that were tried, with success or not.",
        labels: ["container_type"])
    private let failedContainers = CounterFamily(
        "kubelet_started_containers_errors_total", "Containers that could not be started.",
        labels: ["container_type", "code"])
    private let orphans = CounterFamily(
        "kubelet_orphaned_runtime_pods_total", "Pods found in the runtime that no manifest asked for.")
    private let restartedPods = CounterFamily(
        "kubelet_restarted_pods_total", "Pods that came back under a uid that was being terminated.",
        labels: ["static"])
    private let restarts = CounterFamily(
        "podprobe_container_restarts_triggered_total", "Containers started again, by why.", labels: ["reason"])
    private let stopDurations = HistogramFamily(
        "podprobe_container_stop_duration_seconds", "From asking a container to stop to its end.",
        labels: ["forced"], bounds: .start)
    private let graceExceeded = CounterFamily(
        "podprobe_termination_grace_exceeded_total", "Containers that ended only by SIGKILL.")
    private let events = CounterFamily("podprobe_events_total", "Events, by reason.", labels: ["type", "reason"])
    /// One instrument, two names.
    private let podStarts = Histogram(bounds: .start)

    /// The events that podprobe emits; another reason is counted as `other`, so that the label stays bounded.
    private static let reasons: [(Event.Kind, String)] =
        [Admission.Obstacle].refusalReasons.map { (.warning, $0) } + [
            (.normal, "Created"), (.normal, "Started"), (.normal, "Killing"), (.normal, "SandboxChanged"),
            (.normal, "DeadlineExceeded"), (.normal, "Scheduled"), (.warning, "BackOff"), (.warning, "Failed"),
            (.warning, "FailedCreatePodSandBox"), (.warning, "FailedKillPod"), (.warning, "FailedPostStartHook"),
            (.warning, "FailedPreStopHook"), (.warning, "FailedScheduling"),
            (.warning, "InvalidEnvironmentVariableNames"), (.warning, "LifecycleHTTPFallback"),
            (.warning, ProbeEventText.unhealthy),
            (.warning, ProbeEventText.warning), (.warning, ProbeEventText.inconclusive),
        ]

    init() {
        for kind in ["create", "update", "sync"] { _ = workerDurations.series([kind]) }
        for family in [startedPods, failedPods, orphans, graceExceeded] { _ = family.series() }
        _ = restartedPods.series(["true"])
        for type in Self.containerTypes { _ = startedContainers.series([type]) }
        for cause in RestartCause.allCases { _ = restarts.series([cause.rawValue]) }
        for forced in ["true", "false"] { _ = stopDurations.series([forced]) }
        for (type, reason) in Self.reasons { _ = events.series([type.rawValue, reason]) }
    }

    private static let containerTypes = ["container", "init_container"]
    private static func type(_ isInit: Bool) -> String { containerTypes[isInit ? 1 : 0] }

    func note(_ fact: SupervisionFact) {
        switch fact {
        case .restart(let cause): restarts.series([cause.rawValue]).add()
        case .podStarting: startedPods.series().add()
        case .podStarted(let nanoseconds): podStarts.observe(nanoseconds: nanoseconds)
        case .podStartFailed: failedPods.series().add()
        case .containerStarting(let isInit): startedContainers.series([Self.type(isInit)]).add()
        case .containerStartFailed(let isInit, let code): failedContainers.series([Self.type(isInit), code]).add()
        case .containerStopped(let nanoseconds, let forced):
            stopDurations.series([forced ? "true" : "false"]).observe(nanoseconds: nanoseconds)
            if forced { graceExceeded.series().add() }
        case .synced(let kind, let nanoseconds): workerDurations.series([kind]).observe(nanoseconds: nanoseconds)
        case .orphan: orphans.series().add()
        case .podRestarted: restartedPods.series(["true"]).add()
        }
    }

    func note(_ event: Event) {
        let isKnown = Self.reasons.contains { $0 == (event.type, event.reason) }
        events.series([event.type.rawValue, isKnown ? event.reason : "other"]).add()
    }

    var kubeletCollectors: [any Collector] {
        [
            workerDurations, startedPods, failedPods, startedContainers, failedContainers, orphans, restartedPods,
            starts("kubelet_pod_start_duration_seconds"),
        ]
    }

    var selfCollectors: [any Collector] {
        [restarts, stopDurations, graceExceeded, events, starts("podprobe_pod_start_duration_seconds")]
    }

    private func starts(_ name: String) -> any Collector {
        let help = "From a manifest being seen to all of its pod's containers having been started."
        return SharedHistograms(
            descriptor: MetricDescriptor(name, .histogram, help), series: [(.none, podStarts)])
    }
}
