import Logging
import Manifests
import PodModel
import Probing
import Supervision

/// Reads the manifests whenever they may have changed and tells the supervisor which pods shall run.
actor ManifestFollower {
    private let paths: [String]
    private let urls: [ManifestURL]
    private let loader: ManifestLoader
    private let supervisor: Supervisor
    private let clock: any SupervisionClock
    private let logger: Logger
    private let metrics: ManifestMetrics

    private var ledger = ManifestLedger()
    private var lastLoad: ManifestLoad?
    /// Pods whose file is broken at the moment and that were told of.
    private var kept: Set<String> = []
    private var watchProblem: String?
    private var newest: Task<[ManifestIssue], Never>?

    init(
        paths: [String], urls: [ManifestURL], nodeName: String, supervisor: Supervisor, clock: any SupervisionClock,
        logger: Logger,
        metrics: ManifestMetrics
    ) {
        self.paths = paths
        self.urls = urls
        self.loader = ManifestLoader(nodeName: nodeName, warnings: ProbeOverrides.warnings)
        self.supervisor = supervisor
        self.clock = clock
        self.logger = logger
        self.metrics = metrics
    }

    /// Until the watcher is stopped.
    func follow(_ watcher: ManifestWatcher) async {
        tell(watcher)
        for await change in watcher.changes {
            tell(watcher)
            _ = await read(change, isAsked: false)
        }
    }

    /// What the kernel's reports are worth at the moment.
    private func tell(_ watcher: ManifestWatcher) {
        metrics.recordWatch(watcher.counts)
        let problem = watcher.problem
        defer { watchProblem = problem }
        if let problem, watchProblem == nil {
            logger.warning(
                """
                the kernel does not report all changes of the manifests: what it misses is seen only by the listing, every 20 s; \
                it is asked again
                """, metadata: ["error": "\(problem)"])
        } else if problem == nil, watchProblem != nil {
            logger.info("the kernel reports changes of the manifests again")
        }
    }

    /// Until it is cancelled.
    func followURLs() async {
        await withTaskGroup(of: Void.self) { group in
            for url in urls {
                group.addTask { await url.follow { _ = await self.read(.changed, isAsked: false) } }
            }
        }
    }

    /// At the start; what comes from an address comes later.
    func readFirst() async { _ = await read(.changed, isAsked: true) }

    /// SIGHUP, `POST /-/reload`: addresses are asked again, too. Returns the mistakes; what was good before keeps running.
    func reload() async -> [ManifestIssue] {
        await withTaskGroup(of: Void.self) { group in
            for url in urls { group.addTask { await url.fetch() } }
        }
        return await read(.changed, isAsked: true)
    }

    /// Those of the last reading.
    var mistakes: [ManifestIssue] { lastLoad?.issues.filter { $0.severity == .error } ?? [] }

    /// One after the other: a reading that waits for an answer is not overtaken by a newer one.
    private func read(_ reason: ManifestChange, isAsked: Bool) async -> [ManifestIssue] {
        let previous = newest
        let reading = Task {
            _ = await previous?.value
            return await readNow(reason, isAsked: isAsked)
        }
        newest = reading
        return await reading.value
    }

    private func readNow(_ reason: ManifestChange, isAsked: Bool) async -> [ManifestIssue] {
        let documents = await documents
        let load = loader.load(paths, documents: documents)
        let errors = load.issues.filter { $0.severity == .error }
        let isNew = load != lastLoad
        logIssues(load)
        metrics.record(
            load, newErrors: errors.filter { !(lastLoad?.issues.contains($0) ?? false) }, isReload: isAsked || isNew,
            unixSeconds: clock.now().wall.seconds)
        metrics.recordFiles(load, gone: names(lastLoad).subtracting(names(load)))
        lastLoad = load
        let change = ledger.apply(load, reason)
        log(change, load)
        if isAsked { logSummary(load, errors) }
        let pods = ledger.pods.map { DesiredPod(pod: $0.pod, source: $0.file) }
        await supervisor.apply(
            DesiredSet(pods, configs: ledger.configData, isComplete: load.isComplete(reason, documents)))
        for (url, document) in zip(urls, documents) where !load.brokenFiles.contains(document.url) {
            await url.noteGood(document.bytes)
        }
        return errors
    }

    private var documents: [ManifestDocument] {
        get async {
            var documents: [ManifestDocument] = []
            for url in urls { documents.append(await url.document) }
            return documents
        }
    }

    /// What a reload that somebody asked for came to.
    private func logSummary(_ load: ManifestLoad, _ errors: [ManifestIssue]) {
        logger.log(
            level: errors.isEmpty ? .info : .error, "manifests read",
            metadata: [
                "pods": "\(ledger.pods.count)", "files": "\(load.validFiles.count)",
                "filesWithMistakes": "\(load.invalidFiles.count)", "mistakes": "\(errors.count)",
            ])
    }

    private func names(_ load: ManifestLoad?) -> Set<String> {
        guard let load else { return [] }
        return Set((load.validFiles + load.invalidFiles).map(baseName))
    }

    /// Each mistake once, when it is new.
    private func logIssues(_ load: ManifestLoad) {
        let known = Set((lastLoad?.issues ?? []).map(\.description))
        for issue in load.issues where !known.contains(issue.description) {
            var metadata: Logger.Metadata = ["file": "\(issue.file)"]
            if issue.line > 0 { metadata["line"] = "\(issue.line)" }
            if !issue.fieldPath.isEmpty { metadata["field"] = "\(issue.fieldPath)" }
            logger.log(
                level: issue.severity == .error ? .error : .warning, "manifest: \(issue.message)", metadata: metadata)
        }
        if lastLoad?.hasErrors == true, !load.hasErrors { logger.info("all manifests are good again") }
    }

    /// What is added, changed or removed the supervisor says itself.
    private func log(_ change: ManifestLedger.Change, _ load: ManifestLoad) {
        for one in change.keptBecauseBroken where !kept.contains(one.key) {
            warn(one, Self.words(aboutKept: one.file, load))
        }
        kept = Set(change.keptBecauseBroken.map(\.key))
        let broken = load.brokenFiles
        for one in change.removed where broken.contains(one.file) {
            warn(one, "the manifest still has mistakes at the listing: its pod is stopped until the file is mended")
        }
    }

    private static func words(aboutKept file: String, _ load: ManifestLoad) -> String {
        if load.isUnreadable(file) { return "the manifest can't be read: its pod runs on as it was until it can" }
        if load.givenFiles.contains(file) {
            return "the manifest has mistakes: its pod runs on as it was until the file is mended"
        }
        return "the manifest has mistakes: its pod runs on as it was, and is stopped at the next listing (each 20 s) "
            + "unless the file is mended by then"
    }

    private func warn(_ one: LoadedPod, _ message: String) {
        logger.warning("\(message)", metadata: ["pod": "\(one.key)", "file": "\(one.file)"])
    }
}
