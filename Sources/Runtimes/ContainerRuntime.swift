package import PodModel

/// What a container runtime can do, in CRI's verbs, so that processes, Docker, Podman and containerd look alike.
///
/// Calls may take long and may fail; none of them blocks a probe. An adapter remembers what it runs under its own
/// labels, so that `listContainers` after podprobe's own restart finds what is still there.
package protocol ContainerRuntime: Sendable {
    /// `process`, `docker`, `podman` or `containerd`: the scheme of container ids and the `runtime` label.
    var name: String { get }
    func version() async throws(RuntimeError) -> String

    func runPodSandbox(_ config: PodSandboxConfig) async throws(RuntimeError) -> PodSandboxStatus
    /// Stops whatever still runs in the sandbox. Stopping a stopped or unknown sandbox is fine.
    func stopPodSandbox(_ id: String) async throws(RuntimeError)
    func removePodSandbox(_ id: String) async throws(RuntimeError)
    func listPodSandboxes() async throws(RuntimeError) -> [PodSandboxStatus]

    func createContainer(_ config: ContainerConfig, sandboxID: String) async throws(RuntimeError) -> String
    func startContainer(_ id: String) async throws(RuntimeError)
    /// SIGTERM, then SIGKILL after the grace; returns when the container has ended.
    func stopContainer(_ id: String, graceSeconds: Int64) async throws(RuntimeError)
    func removeContainer(_ id: String) async throws(RuntimeError)
    /// Every container that this adapter made, dead ones too, until removed.
    func listContainers() async throws(RuntimeError) -> [ContainerRecord]
    func containerStatus(_ id: String) async throws(RuntimeError) -> ContainerRecord

    /// Runs a command beside the container's process, with its environment and working directory.
    func execSync(_ id: String, command: [String], timeoutNanoseconds: Int64) async throws(RuntimeError) -> ExecResult
    /// What a prober needs to run commands beside the container by itself; nil where exec goes through `execSync`.
    func execEnvironment(_ id: String) async throws(RuntimeError) -> ContainerEnvironment?

    func stats() async throws(RuntimeError) -> [ContainerStats]
    /// Hints that something changed; a lost hint is made up for by the next relist. One consumer.
    var events: AsyncStream<RuntimeEvent> { get }
}

extension ContainerRuntime {
    /// Most runtimes hold their containers' namespaces themselves.
    package func execEnvironment(_ id: String) async throws(RuntimeError) -> ContainerEnvironment? { nil }
}

package struct RuntimeError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The manifest asks for what this runtime cannot do: CreateContainerConfigError.
        case config
        /// CreateContainerError, RunContainerError.
        case create, start
        case notFound = "not_found"
        case conflict, timeout, refused, `protocol`, other
    }
    package var kind: Kind
    /// For a person: what was tried, on what, what came back, what to do.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
    package var description: String { message }
}

package struct PodSandboxConfig: Sendable, Equatable {
    package var podName: String
    package var podNamespace: String
    package var podUID: String
    /// Counts the sandboxes of one pod from 0.
    package var attempt: UInt32
    package var hostname: String
    package var labels: [String: String]

    package init(
        podName: String, podNamespace: String, podUID: String, attempt: UInt32 = 0, hostname: String = "",
        labels: [String: String] = [:]
    ) {
        self.podName = podName
        self.podNamespace = podNamespace
        self.podUID = podUID
        self.attempt = attempt
        self.hostname = hostname
        self.labels = labels
    }
}

package struct PodSandboxStatus: Sendable, Equatable {
    package var id: String
    package var podUID: String
    package var podName: String
    package var podNamespace: String
    package var attempt: UInt32
    package var ready: Bool
    package var createdAt: Timestamp
    /// First is the primary one; the host's loopback for the process runtime.
    package var ips: [String]

    package init(
        id: String, podUID: String, podName: String, podNamespace: String, attempt: UInt32, ready: Bool,
        createdAt: Timestamp, ips: [String]
    ) {
        self.id = id
        self.podUID = podUID
        self.podName = podName
        self.podNamespace = podNamespace
        self.attempt = attempt
        self.ready = ready
        self.createdAt = createdAt
        self.ips = ips
    }
}

package struct ContainerConfig: Sendable, Equatable {
    package var podName = ""
    package var podNamespace = ""
    package var podUID = ""
    package var name = ""
    /// The restart count that this instance will carry.
    package var attempt: Int32 = 0
    /// Hash of the container's spec; a running instance with another hash is out of date.
    package var specHash = ""
    package var image = ""
    package var command: [String] = []
    package var args: [String] = []
    package var workingDir = ""
    package var environment: [EnvVar] = []
    package var resources = ResourceRequirements()
    package var terminationMessagePath = ""
    package var terminationMessagePolicy = ""
    /// Grace to use for an instance that is found after a restart of podprobe without its pod, in seconds.
    package var graceSeconds: Int64 = 30
    package init() {}
}

/// CRI's container status: what the runtime knows of one instance of a container.
package struct ContainerRecord: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable { case created, running, exited, unknown }
    package var id: String
    package var sandboxID: String
    package var podUID: String
    package var podName: String
    package var podNamespace: String
    package var name: String
    package var attempt: Int32
    package var specHash: String
    package var state: State
    package var createdAt: Timestamp
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    package var exitCode: Int32 = 0
    /// Completed, Error, OOMKilled, StartError; Unknown (255) when it ended while nobody looked.
    package var reason = ""
    package var message = ""
    package var image = ""
    package var imageID = ""
    /// The file with its output in the CRI log format; "" where the runtime does not tell.
    package var logPath = ""

    package init(
        id: String, sandboxID: String, podUID: String, podName: String, podNamespace: String, name: String,
        attempt: Int32,
        specHash: String, state: State, createdAt: Timestamp
    ) {
        self.id = id
        self.sandboxID = sandboxID
        self.podUID = podUID
        self.podName = podName
        self.podNamespace = podNamespace
        self.name = name
        self.attempt = attempt
        self.specHash = specHash
        self.state = state
        self.createdAt = createdAt
    }
}

/// The environment (`NAME=value`) and the working directory of a container's own process.
package struct ContainerEnvironment: Sendable, Equatable {
    package var environment: [String]
    package var workingDirectory: String
    package init(environment: [String], workingDirectory: String) {
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

package struct ExecResult: Sendable, Equatable {
    package var exitCode: Int32
    /// Standard output, then standard error; at most 10,240 bytes.
    package var output: [UInt8]
    package init(exitCode: Int32, output: [UInt8]) {
        self.exitCode = exitCode
        self.output = output
    }
}

package enum RuntimeEvent: Sendable, Equatable {
    case containerStarted(id: String, podUID: String)
    case containerExited(id: String, podUID: String)
    /// The adapter lost touch and found it again: relist everything.
    case relist
}
