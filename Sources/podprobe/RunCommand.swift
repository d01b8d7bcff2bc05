import ArgumentParser
import Glibc
import HTTPServing
import Logging

/// The main job: pods from manifests, probes, restarts, metrics.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the pods of the manifests, probes and restarts them, and serves /metrics.",
        discussion: """
            Folders are watched: a new file starts its pod, a changed one replaces it, a removed one stops it. \
            SIGHUP and POST /-/reload read the manifests again. SIGTERM and SIGINT stop every pod within its grace \
            period and exit 0; a second signal leaves at once and lets the containers run on: the next podprobe on the \
            same --storage.path adopts them.
            """)

    @Option(
        name: .customLong("manifests"), parsing: .upToNextOption,
        help: ArgumentHelp("Files or folders with Pod manifests (YAML or JSON).", valueName: "path"))
    var manifests: [String] = []

    @Option(
        name: .customLong("static-pod-url"),
        help: ArgumentHelp(
            "Address of a manifest to fetch every 20 s (http or https); repeatable. While it fails, its pods run on.",
            valueName: "url"))
    var staticPodURLs: [String] = []

    @Option(
        name: .customLong("static-pod-url-header"),
        help: ArgumentHelp("HTTP header for --static-pod-url, 'Name: value'; repeatable.", valueName: "header"))
    var staticPodURLHeaders: [String] = []

    @Option(name: .customLong("runtime"), help: "What runs the containers: process (programs of this host).")
    var runtime = RuntimeName.process

    @OptionGroup var node: NodeOptions
    @OptionGroup var room: CapacityOptions
    @OptionGroup var storage: StorageOptions
    @OptionGroup var web: WebOptions
    @OptionGroup var probes: ProbeOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var live: LiveOptions

    func validate() throws {
        if manifests.isEmpty, staticPodURLs.isEmpty {
            throw ValidationError("--manifests wants at least one file or folder, or --static-pod-url an address")
        }
        for url in staticPodURLs where !["http://", "https://"].contains(where: { url.lowercased().hasPrefix($0) }) {
            throw ValidationError("--static-pod-url '\(url)': it begins with http:// or https://")
        }
        for header in staticPodURLHeaders
        where header.first == ":" || !header.contains(":") || header.contains(where: \.isNewline) {
            throw ValidationError("--static-pod-url-header: a header is written 'Name: value'")
        }
        _ = try node.resolvedName()
        _ = try storage.resolvedPath()
    }

    func run() async throws {
        let logger = log.makeLogger()
        let daemon: Daemon
        do {
            daemon = try await Daemon(self, logger: logger)
        } catch {
            // Whatever could not be had at start is a clear sentence already.
            logger.critical("podprobe cannot start", metadata: ["error": "\(error)"])
            throw ExitStatus(code: 1)
        }
        await daemon.run(live: live)
        // Not by returning: what exit() runs would meet a fetch of a --static-pod-url that goes on using OpenSSL.
        fflush(nil)
        _exit(0)
    }
}

enum RuntimeName: String, ExpressibleByArgument, CaseIterable, Sendable { case process }

struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "Where to serve pages and metrics, host:port or :port; repeatable; port 0 takes a free one.",
            valueName: "address"))
    var listenAddresses = [":10290"]

    @Option(
        name: .customLong("web.telemetry-path"),
        help: ArgumentHelp(
            "Where all metrics are; their parts stand below it: /state /probes /cadvisor /kubelet /resource /self.",
            valueName: "path"))
    var telemetryPath = "/metrics"

    func addresses() throws -> [ListenAddress] {
        if listenAddresses.isEmpty {
            throw ValidationError("--web.listen-address wants at least one host:port or :port")
        }
        return try listenAddresses.map { text in
            do { return try ListenAddress(text) } catch { throw ValidationError("--web.listen-address: \(error)") }
        }
    }

    func validate() throws {
        _ = try addresses()
        let isLegal =
            telemetryPath.hasPrefix("/") && telemetryPath.count > 1 && !telemetryPath.hasSuffix("/")
            && telemetryPath.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3F && $0 != 0x23 }
        guard isLegal else {
            throw ValidationError("--web.telemetry-path '\(telemetryPath)' is no path; it looks like /metrics")
        }
        let isTaken = ["/pods", "/livez", "/readyz", "/healthz", "/-", "/api"].contains {
            telemetryPath == $0 || telemetryPath.hasPrefix($0 + "/")
        }
        if isTaken {
            throw ValidationError("--web.telemetry-path '\(telemetryPath)': podprobe serves something else there")
        }
    }
}

struct ProbeOptions: ParsableArguments {
    @Option(
        name: .customLong("probe.threads"),
        help: ArgumentHelp(
            "Event-loop threads that run probes. Default: half the cores, at least 1, at most 4.", valueName: "n"))
    var threads: Int?

    @Flag(
        name: .customLong("metrics.probe-detail"), inversion: .prefixedNo,
        help: "Serve podprobe_probe_* gauges for each single probe.")
    var detail = true

    func validate() throws {
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--probe.threads \(threads): between 1 and 64")
        }
    }
}

struct LiveOptions: ParsableArguments {
    @Flag(name: .customLong("live"), help: "Show pods, probes and events on standard output while running.")
    var isLive = false

    @Option(
        name: .customLong("live.seconds"), help: ArgumentHelp("Stop by itself after so many seconds.", valueName: "n"))
    var seconds: Int?

    func validate() throws {
        if let seconds, seconds < 1 { throw ValidationError("--live.seconds \(seconds): at least 1") }
    }
}
