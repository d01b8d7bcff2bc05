import Manifests
import Metrics

/// What is known of the manifests' files (metrics-catalogue 5, build and config).
struct ManifestMetrics: Sendable {
    private let lastReloadSuccessful = GaugeFamily(
        "podprobe_config_last_reload_successful", "1 when the last reading of the manifests found no mistake.")
    private let lastSuccess = GaugeFamily(
        "podprobe_config_last_reload_success_timestamp_seconds",
        "When the manifests were last read without a mistake, in Unix seconds.")
    private let reloads = CounterFamily(
        "podprobe_config_reloads_total", "Readings of the manifests that found something new, or were asked for.",
        labels: ["result"])
    private let hash = GaugeFamily("podprobe_config_hash", "First 48 bits of a hash over all manifests.")
    private let files = GaugeFamily(
        "podprobe_manifest_files", "Manifest files, without and with mistakes.", labels: ["state"])
    private let errors = CounterFamily(
        "podprobe_manifest_errors_total", "Mistakes found in manifests, each time they are new.", labels: ["reason"])
    private let valid = GaugeFamily(
        "podprobe_manifest_valid", "1 when the file has no mistake, 0 when it has.", labels: ["file"])
    private let watchEvents = CounterFamily(
        "podprobe_watch_events_total", "Changes of manifests and their folders that the kernel reported.")
    private let watchErrors = CounterFamily(
        "podprobe_watch_errors_total", "Times that the kernel's reports were too many, or that it ceased to make some.",
        labels: ["reason"])
    private let lastScan = GaugeFamily(
        "podprobe_manifest_last_scan_timestamp_seconds", "When the manifests were last read, in Unix seconds.")

    var collectors: [any Collector] {
        [lastReloadSuccessful, lastSuccess, reloads, hash, files, errors, valid, lastScan, watchEvents, watchErrors]
    }

    /// The watcher counts from its start; it is told of with each reading.
    func recordWatch(_ counts: ManifestWatcher.Counts) {
        func raise(_ counter: Counter, to total: Int) { counter.add(UInt64(max(0, total)) &- counter.value) }
        raise(watchEvents.series(), to: counts.events)
        raise(watchErrors.series(["overflow"]), to: counts.overflows)
        raise(watchErrors.series(["lost"]), to: counts.losses)
    }

    init() {
        for result in ["success", "failure"] { _ = reloads.series([result]) }
        for reason in ManifestIssue.Reason.allCases { _ = errors.series([reason.rawValue]) }
        for state in ["valid", "invalid"] { _ = files.series([state]) }
    }

    /// - Parameter isReload: whether this reading counts as a reload: asked for, or with another content than before.
    func record(_ load: ManifestLoad, newErrors: [ManifestIssue], isReload: Bool, unixSeconds: Double) {
        lastScan.series().set(unixSeconds)
        lastReloadSuccessful.series().set(load.hasErrors ? 0 : 1)
        if !load.hasErrors { lastSuccess.series().set(unixSeconds) }
        if isReload { reloads.series([load.hasErrors ? "failure" : "success"]).add() }
        hash.series().set(Double(load.configHash))
        files.series(["valid"]).set(Double(load.validFiles.count))
        files.series(["invalid"]).set(Double(load.invalidFiles.count))
        for issue in newErrors { errors.series([issue.reason.rawValue]).add() }
    }

    /// - Parameter gone: base names that no file has any more.
    func recordFiles(_ load: ManifestLoad, gone: Set<String>) {
        for name in gone { valid.remove([name]) }
        for file in load.validFiles { valid.series([baseName(file)]).set(1) }
        for file in load.invalidFiles { valid.series([baseName(file)]).set(0) }
    }
}

func baseName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
