import EventLoops
import HTTPServing
import Logging
import Manifests
import Metrics
import NodeViews
import Probing
import Runtimes
import Supervision

/// `podprobe run`, put together: what each part is made of and in which order everything starts and stops.
final class Daemon: Sendable {
    private let logger: Logger
    private let storage: StorageFolder
    private let engine: ProbeEngine
    private let runtime: ProcessRuntime
    private let supervisor: Supervisor
    private let store: StateStore
    private let follower: ManifestFollower
    private let watcher: ManifestWatcher
    private let server: HTTPServer
    private let signals: Signals
    private let readiness = Readiness()
    private let clock = SystemClock()
    private let telemetryPath: String

    /// Takes everything that may be refused (storage, descriptors, address) before anything is started.
    init(_ command: RunCommand, logger: Logger) async throws {
        self.logger = logger
        signals = try Signals()
        telemetryPath = command.web.telemetryPath
        let nodeName = try command.node.resolvedName()
        storage = try StorageFolder(command.storage.resolvedPath())
        let resources = try NodeCapacity(command.room, storagePath: storage.path)
        let limit = try raiseDescriptorLimit()
        logger.debug("descriptor limit", metadata: ["limit": "\(limit)"])

        let notices = ProbeNotices()
        let probeMetrics = ProbeMetrics(detail: command.probes.detail)
        var configuration = ProbeEngineConfiguration(agentStart: .now())
        configuration.loops = command.probes.threads ?? 0
        engine = try ProbeEngine(configuration, metrics: probeMetrics) { notices.post($0) }
        runtime = try ProcessRuntime(storagePath: storage.path, note: { Self.log($0, to: logger) })

        store = try StateStore(storagePath: storage.path)
        let supervision = SupervisionMetrics(nodeName: nodeName, runtimeName: runtime.name)
        let supervisor = Supervisor(
            SupervisorConfiguration(
                nodeName: nodeName, labels: command.node.labels.all(nodeName: nodeName), capacity: resources.capacity,
                allocatable: resources.allocatable,
                admission: command.room.admission), runtime: runtime, engine: EngineProbes(engine: engine),
            notices: notices, store: store, clock: clock, metrics: supervision
        ) { Self.log($0, to: logger) }
        self.supervisor = supervisor

        let manifestMetrics = ManifestMetrics()
        follower = ManifestFollower(
            paths: command.manifests,
            urls: command.staticPodURLs.map { [clock] in
                ManifestURL($0, headers: command.staticPodURLHeaders, clock: clock, logger: logger)
            }, nodeName: nodeName, supervisor: supervisor, clock: clock, logger: logger,
            metrics: manifestMetrics)
        watcher = ManifestWatcher(paths: command.manifests)

        let scrapes = ScrapeMetrics()
        let state = { @Sendable in supervisor.snapshot }
        var own: [any Collector] = [BuildInfo.collector, ProcessCollector(), LogMetrics.shared.collector]
        own += manifestMetrics.collectors
        own += probeMetrics.engine
        own += supervision.selfCollectors
        own += ProcessRuntimeMetrics(runtime.counters).collectors
        own += scrapes.collectors
        let expositions = Expositions(
            telemetryPath: telemetryPath, metrics: scrapes, resource: ResourceCollector(state),
            collectors: [
                ("self", own), ("state", [KubeStateCollector(state)]), ("kubelet", supervision.kubeletCollectors),
                ("cadvisor", [CadvisorCollector(state), MachineCollector()]), ("probes", probeMetrics.probes),
            ])
        let routes = Routes(
            supervisor: supervisor, follower: follower, clock: clock, readiness: readiness, telemetryPath: telemetryPath
        )
        server = try HTTPServer(
            HTTPServerConfiguration(addresses: command.web.addresses()),
            routes: routes.all + expositions.routes
        ) { scrapes.count(path: $0.route, status: $0.status, method: $0.method) }
    }

    /// Until a signal or the end of `--live.seconds`; every pod has been stopped when this returns.
    func run(live: LiveOptions) async {
        for address in server.listening { logger.info("listening", metadata: ["address": "\(address)"]) }
        await follower.readFirst()
        await supervisor.start()
        readiness.become(.ready)
        logger.info("podprobe is ready", metadata: ["storage": "\(storage.path)"])

        let following = Task { [follower, watcher] in await follower.follow(watcher) }
        let fetching = Task { [follower] in await follower.followURLs() }
        let showing = live.isLive ? Task { [view = liveView()] in await view.run() } : nil
        let ending = live.seconds.map { seconds in
            Task { [clock, signals] in
                try await clock.sleep(until: clock.now().monotonic + Int64(seconds) * 1_000_000_000)
                signals.endOfTime()
            }
        }
        let reason = await signals.waitForEnd { [follower, logger] in
            logger.info("reload asked for by SIGHUP")
            _ = await follower.reload()
        }
        ending?.cancel()
        await stop(because: reason)
        showing?.cancel()
        fetching.cancel()
        watcher.stop()
        await following.value
    }

    private func stop(because reason: String) async {
        logger.info("stopping every pod", metadata: ["reason": "\(reason)"])
        readiness.become(.stopping)
        watcher.stop()
        await supervisor.stopAll()
        store.close()
        engine.stop()
        runtime.shutdown()
        server.stop()
        logger.info("podprobe has stopped")
    }

    private func liveView() -> LiveView {
        let pages = server.listening.map { "http://\($0.replacingWildcard)" }
        return LiveView(
            supervisor: supervisor, clock: clock,
            heading: [
                "podprobe \(Version.text)",
                "metrics: " + pages.map { $0 + telemetryPath }.joined(separator: " "),
                "status page: " + pages.map { $0 + "/" }.joined(separator: " "),
            ])
    }

    private static func log(_ note: RuntimeNote, to logger: Logger) {
        let level: Logger.Level =
            switch note.level {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        let id: Logger.Metadata = note.containerID.isEmpty ? [:] : ["containerID": "\(note.containerID)"]
        logger.log(level: level, "\(note.message)", metadata: id)
    }

    private static func log(_ line: SupervisionLog, to logger: Logger) {
        var metadata: Logger.Metadata = [:]
        if let pod = line.pod { metadata["pod"] = "\(pod)" }
        if let container = line.container { metadata["container"] = "\(container)" }
        let level: Logger.Level =
            switch line.level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        logger.log(level: level, "\(line.message)", metadata: metadata)
    }
}

extension String {
    /// An address that a person can click: not 0.0.0.0 or [::].
    fileprivate var replacingWildcard: String {
        for any in ["0.0.0.0:", "[::]:"] where hasPrefix(any) { return "localhost:" + dropFirst(any.count) }
        return self
    }
}
