import ArgumentParser
import CurlTransfers
import EventLoops
import Foundation
import Manifests
import PodModel
import Probing

/// What `podprobe probe` is asked to ask.
struct ProbeTarget {
    static let userAgent = ProbeEngineConfiguration(agentStart: .now()).userAgent

    var plan: ProbePlan
    var context = ProbeContext()
    var description: String

    init(http text: String, headers: [String]) throws {
        let url: HTTPURL
        do { url = try HTTPURL(text) } catch { throw ValidationError("--http: \(error)") }
        var get = HTTPGetAction()
        get.host = url.host
        get.port = .int(Int32(url.port))
        get.path = url.target
        get.scheme = url.secure ? "HTTPS" : "HTTP"
        get.httpHeaders = try headers.map(Self.header)
        var probe = Probe()
        probe.httpGet = get
        self.init(probe, description: "GET \(url)")
    }

    init(tcp text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0,
            colon > text.startIndex
        else { throw ValidationError("--tcp '\(text)': it looks like 127.0.0.1:8080 or [::1]:8080") }
        let host = text[..<colon]
        var connect = TCPSocketAction()
        connect.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
        connect.port = .int(Int32(port))
        var probe = Probe()
        probe.tcpSocket = connect
        self.init(probe, description: "connect to \(text)")
    }

    init(command: [String]) {
        var probe = Probe()
        probe.exec = ExecAction(command: command)
        self.init(probe, description: command.joined(separator: " "))
        context.exec = ExecEnvironment(
            environment: ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" },
            workingDirectory: FileManager.default.currentDirectoryPath)
    }

    /// The probe of a manifest's pod. Mistakes of the manifest are said on standard error; it is then no use to probe.
    init(load: ManifestLoad, file: String, container: String?, type: ProbeType, podIP: String, nodeName: String) throws
    {
        let report = ManifestReport(load)
        if report.isWrong {
            Console.write(report.text, to: STDERR_FILENO)
            throw ExitStatus(code: 2)
        }
        let all = load.pods.flatMap { one in one.pod.spec.allContainers.map { (one.pod, $0) } }
        let candidates = all.filter { _, one in container.map { $0 == one.name } ?? (one.probe(type) != nil) }
        let word = type.rawValue.lowercased()
        guard let (pod, chosen) = candidates.first, candidates.count == 1 else {
            let names = all.map(\.1.name).joined(separator: ", ")
            throw ValidationError(
                candidates.isEmpty
                    ? "no container \(container.map { "named \($0)" } ?? "with a \(word) probe") in \(file); it has: \(names)"
                    : "several containers of \(file) have a \(word) probe; choose one with --container: \(names)")
        }
        guard let plan = ProbePlan(pod: pod, container: chosen, type: type) else {
            throw ValidationError("container \(chosen.name) in \(file) has no \(word) probe")
        }
        self.plan = plan
        description = "\(word) of container \(chosen.name) of pod \(pod.metadata.namespace)/\(pod.metadata.name)"
        context.podIP = podIP
        let facts = EnvironmentFacts(nodeName: nodeName, hostIPs: ["127.0.0.1"], podIPs: [podIP])
        let environment = chosen.environment(for: pod, facts)
        context.exec = ExecEnvironment(
            environment: ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"]
                + environment.assignments,
            workingDirectory: chosen.workingDir.isEmpty ? "/" : chosen.workingDir)
    }

    private init(_ probe: Probe, description: String) {
        var pod = Pod(metadata: ObjectMeta(name: "probe", namespace: "default", uid: "probe"), spec: PodSpec())
        var container = Container(name: "probe")
        container.livenessProbe = probe
        pod.spec.containers = [container]
        plan = ProbePlan(
            key: ProbeKey(podUID: "probe", container: "probe", type: .liveness), podName: "probe",
            podNamespace: "default", probe: pod.defaulted().spec.containers[0].livenessProbe ?? probe)
        self.description = description
    }

    private static func header(_ text: String) throws -> HTTPHeader {
        guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
            throw ValidationError("--header '\(text)': it looks like 'Name: value'")
        }
        return HTTPHeader(
            name: String(text[..<colon]), value: String(text[text.index(after: colon)...].drop { $0 == " " }))
    }
}
