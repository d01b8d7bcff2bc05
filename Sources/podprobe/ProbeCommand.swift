import ArgumentParser
import Manifests
import PodModel
import Probing

/// Runs one probe once and says everything about it.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Runs one probe once and prints result, reason and the time of each phase.",
        usage: """
            podprobe probe --pod FILE [--container NAME] [--type liveness|readiness|startup]
            podprobe probe --http URL [--header 'NAME: VALUE' ...]
            podprobe probe --tcp HOST:PORT
            podprobe probe --exec -- COMMAND [ARGUMENT ...]
            """,
        discussion: """
            A pod's probe is asked as a running podprobe would ask it: same headers, same time-out, redirects as a \
            kubelet follows them; certificates are not verified. Exit codes: 0 healthy, 1 unhealthy, 2 usage, \
            3 inconclusive (podprobe itself could not ask).
            """)

    @Option(name: .customLong("pod"), help: ArgumentHelp("Manifest of the pod whose probe to run.", valueName: "file"))
    var podFile: String?
    @Option(help: "Container of the pod; may be left out when only one has such a probe.")
    var container: String?
    @Option(help: "liveness, readiness or startup.")
    var type = ProbeTypeOption.liveness
    @Option(name: .customLong("pod.ip"), help: "Address of the pod.")
    var podIP = "127.0.0.1"

    @Option(help: ArgumentHelp("Ask this URL.", valueName: "url"))
    var http: String?
    @Option(name: .customLong("header"), help: ArgumentHelp("'Name: value' to send with --http; repeatable."))
    var headers: [String] = []
    @Option(help: ArgumentHelp("Connect to this address.", valueName: "host:port"))
    var tcp: String?
    @Flag(help: "Run the command that follows --.")
    var exec = false
    @Argument(parsing: .postTerminator, help: "The command of --exec.")
    var command: [String] = []

    @Option(name: .customLong("timeout"), help: "Seconds until the probe has failed. Default: the manifest's, else 1.")
    var timeoutSeconds: Int32?
    @OptionGroup var node: NodeOptions

    func validate() throws {
        let count = [podFile != nil, http != nil, tcp != nil, exec].count { $0 }
        guard count == 1 else {
            throw ValidationError("give one of --pod FILE, --http URL, --tcp HOST:PORT and --exec -- COMMAND")
        }
        if exec == command.isEmpty { throw ValidationError("--exec and a command after -- belong together") }
        if http == nil && !headers.isEmpty { throw ValidationError("--header belongs to --http") }
        if let timeoutSeconds, timeoutSeconds < 1 { throw ValidationError("--timeout \(timeoutSeconds): at least 1") }
        if podFile == nil && container != nil { throw ValidationError("--container belongs to --pod") }
    }

    func run() async throws {
        let target = try self.target()
        let report = try await OneShotProbe.run(
            target.plan, context: target.context, userAgent: ProbeTarget.userAgent)
        let text = ProbeReportText(report)
        Console.say("probe    \(target.description)")
        text.lines.forEach(Console.say)
        if text.exitCode != 0 { throw ExitStatus(code: text.exitCode) }
    }

    private func target() throws -> ProbeTarget {
        var target: ProbeTarget
        if let http {
            target = try ProbeTarget(http: http, headers: headers)
        } else if let tcp {
            target = try ProbeTarget(tcp: tcp)
        } else if let podFile {
            target = try ProbeTarget(
                load: ManifestLoader(nodeName: node.resolvedName()).load([podFile]), file: podFile,
                container: container,
                type: type.probeType, podIP: podIP, nodeName: node.resolvedName())
        } else {
            target = ProbeTarget(command: command)
        }
        if let timeoutSeconds { target.plan.probe.timeoutSeconds = timeoutSeconds }
        return target
    }
}

enum ProbeTypeOption: String, ExpressibleByArgument, CaseIterable, Sendable {
    case liveness, readiness, startup

    var probeType: ProbeType {
        switch self {
        case .liveness: .liveness
        case .readiness: .readiness
        case .startup: .startup
        }
    }
}
