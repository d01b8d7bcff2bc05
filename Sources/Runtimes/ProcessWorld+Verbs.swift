import EventLoops
import Glibc
import PodModel

// MARK: Sandboxes

extension ProcessWorld {
    func runPodSandbox(_ config: PodSandboxConfig) throws(RuntimeError) -> PodSandboxStatus {
        let taken = sandboxes.values.first {
            $0.ready && $0.podUID == config.podUID && $0.attempt == config.attempt
        }
        if let taken {
            throw RuntimeError(
                .conflict,
                "pod \(config.podNamespace)/\(config.podName) already has sandbox \(config.attempt): \(taken.id)")
        }
        let sandbox = ProcessSandbox(
            id: Self.newID(), podName: config.podName, podNamespace: config.podNamespace, podUID: config.podUID,
            attempt: config.attempt, hostname: config.hostname.isEmpty ? config.podName : config.hostname, ready: true,
            createdAt: around.now(), bootID: bootID)
        try save(sandbox)
        return sandbox.status
    }

    private func save(_ sandbox: ProcessSandbox) throws(RuntimeError) {
        do throws(SystemError) {
            try around.storage.save(sandbox)
        } catch {
            throw RuntimeError(
                .create,
                "the sandbox of pod \(sandbox.podNamespace)/\(sandbox.podName) cannot be kept under \(around.storage.root): "
                    + "\(error)")
        }
        sandboxes[sandbox.id] = sandbox
    }

    func containers(ofSandbox id: String) -> [ProcessContainer] {
        containers.values.filter { $0.record.sandboxID == id }
    }

    /// After its containers have ended.
    func sandboxStopped(_ id: String) throws(RuntimeError) {
        guard var sandbox = sandboxes[id], sandbox.ready else { return }
        sandbox.ready = false
        try save(sandbox)
    }

    func sandboxRemoved(_ id: String) {
        sandboxes[id] = nil
        around.storage.removeSandbox(id)
    }

    static func newID() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

// MARK: Containers

extension ProcessWorld {
    func container(_ id: String) throws(RuntimeError) -> ProcessContainer {
        if let container = containers[id] { return container }
        throw Self.noContainer(id)
    }

    static func noContainer(_ id: String) -> RuntimeError {
        RuntimeError(.notFound, "the process runtime has no container \(id)")
    }

    func createContainer(_ config: ContainerConfig, sandboxID: String) throws(RuntimeError) -> String {
        guard let sandbox = sandboxes[sandboxID], sandbox.ready else {
            throw RuntimeError(
                .notFound,
                "container \(config.name) of pod \(config.podNamespace)/\(config.podName) has no sandbox that is ready")
        }
        try config.checkForProcess()
        let taken = containers.values.first {
            $0.record.state != .exited && $0.record.podUID == config.podUID && $0.record.name == config.name
                && $0.record.attempt == config.attempt
        }
        if let taken {
            throw RuntimeError(
                .conflict, "\(taken.record.title) already exists as number \(config.attempt): \(taken.record.id)")
        }
        let container = ProcessContainer(record(config, sandbox), self)
        do throws(SystemError) {
            try around.storage.save(container.record)
        } catch {
            throw RuntimeError(
                .create, "\(container.record.title) cannot be kept under \(around.storage.root): \(error)")
        }
        containers[container.record.id] = container
        return container.record.id
    }

    private func record(_ config: ContainerConfig, _ sandbox: ProcessSandbox) -> ProcessRecord {
        let id = Self.newID()
        return ProcessRecord(
            id: id, sandboxID: sandbox.id, podName: config.podName, podNamespace: config.podNamespace,
            podUID: config.podUID, name: config.name, attempt: config.attempt, specHash: config.specHash,
            image: config.image, arguments: config.command + config.args,
            environment: ProcessEnvironment.make(
                config.environment, hostname: sandbox.hostname, home: home, containerID: id),
            workingDirectory: config.workingDir.isEmpty ? "/" : config.workingDir,
            terminationMessagePath: config.terminationMessagePath,
            terminationMessagePolicy: config.terminationMessagePolicy, graceSeconds: config.graceSeconds,
            logPath: around.storage.logPath(config), createdAt: around.now())
    }

    /// Forgets a container that has ended or never started, with its log.
    func removeContainer(_ id: String) {
        guard let container = containers[id] else { return }
        let (path, root) = (container.record.logPath, around.storage.logs)
        around.logs.post { $0.remove(id, logPath: path, below: root) }
        forget(container)
    }
}

extension ContainerConfig {
    private var title: String { "container \(name) of pod \(podNamespace)/\(podName)" }

    /// What a manifest may ask of other runtimes and not of this one.
    fileprivate func checkForProcess() throws(RuntimeError) {
        if command.isEmpty && args.isEmpty {
            throw RuntimeError(
                .config,
                "\(title) names only an image (\(image)): the process runtime starts programs, not images; give it a command, "
                    + "or run podprobe with a container runtime")
        }
        for part in [podName, podNamespace, podUID, name]
        where part.isEmpty || part.utf8.contains(UInt8(ascii: "/")) || part.utf8.contains(0) || part.hasPrefix(".") {
            throw RuntimeError(.config, "\(title) cannot be named \"\(part)\": its log is a file of that name")
        }
        for text in command + args + [workingDir, terminationMessagePath] where text.utf8.contains(0) {
            throw RuntimeError(
                .config,
                "\(title) has a NUL byte in its command, args, workingDir or terminationMessagePath, where none can be")
        }
        for variable in environment
        where variable.name.isEmpty || variable.name.utf8.contains(UInt8(ascii: "=")) || variable.name.utf8.contains(0)
            || variable.value.utf8.contains(0)
        {
            throw RuntimeError(
                .config,
                "\(title) has an environment variable \"\(variable.name)\" whose name is empty or holds '=', or that holds a "
                    + "NUL byte")
        }
    }
}
