import PodModel
package import Runtimes

/// One call that may take long: the shell carries it out and hands its outcome back.
package enum PodOperation: Sendable, Equatable, CustomStringConvertible {
    /// On disk before the next step.
    case save(PodState)
    case runSandbox(PodSandboxConfig)
    /// Create, then start.
    case startContainer(ContainerConfig, sandboxID: String)
    case stopContainer(ContainerKill)
    case removeContainer(id: String)
    case stopSandbox(id: String)
    case removeSandbox(id: String)
    /// How to run exec probes beside a container; asked beside the pod's other operations.
    case execEnvironment(id: String)
    case hook(HookCall)

    package var description: String {
        switch self {
        case .save: "save"
        case .runSandbox(let config): "run sandbox \(config.attempt)"
        case .startContainer(let config, let sandbox): "start \(config.name) attempt \(config.attempt) in \(sandbox)"
        case .stopContainer(let kill): "stop \(kill)"
        case .removeContainer(let id): "remove container \(id)"
        case .stopSandbox(let id): "stop sandbox \(id)"
        case .removeSandbox(let id): "remove sandbox \(id)"
        case .execEnvironment(let id): "ask for the environment of \(id)"
        case .hook(let call): "run \(call)"
        }
    }
}

/// How an operation came out.
package enum PodOutcome: Sendable, Equatable, CustomStringConvertible {
    case done
    case sandbox(PodSandboxStatus)
    case started(id: String)
    /// nil where exec probes go through the runtime.
    case environment(ContainerEnvironment?)
    /// A hook succeeded; it may have fallen back from HTTPS to HTTP, at `host:port`.
    case hookRan(httpInsteadAt: String?)
    /// A container that could not be created, or any other call that failed.
    case failed(RuntimeError)
    /// It was created and did not start.
    case startFailed(id: String, RuntimeError)

    package var description: String {
        switch self {
        case .done: "done"
        case .sandbox(let status): "sandbox \(status.id)"
        case .started(let id): "started \(id)"
        case .environment: "environment"
        case .hookRan(let place): place.map { "hook ran over HTTP at \($0)" } ?? "hook ran"
        case .failed(let error): "failed (\(error.kind.rawValue)): \(error.message)"
        case .startFailed(let id, let error): "\(id) did not start (\(error.kind.rawValue)): \(error.message)"
        }
    }
}
