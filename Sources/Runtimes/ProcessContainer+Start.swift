import EventLoops
import Glibc
import PodModel

extension ProcessContainer {
    private var pipes: ContainerPipes {
        ContainerPipes(folder: world.around.storage.folder(ofContainer: record.id))
    }

    /// Starts the main process, which leads a session of its own.
    func start() throws(RuntimeError) {
        guard record.state == .created else {
            throw RuntimeError(.conflict, "\(record.title) cannot be started: it is \(record.state.rawValue)")
        }
        try prepare()
        openLog()
        let child = try spawnOrFail()
        let key = world.proc.process(child.pid)?.key ?? ProcessStat.Key(pid: child.pid, startTicks: 0)
        run(key, child.takePidfd())
        do throws(SystemError) {
            try watchMain()
        } catch {
            if let number = pidfd?.number { ChildProcess.discard(key.pid, pidfd: number) }
            throw startFailed("podprobe cannot watch its process: \(error)")
        }
        world.around.counters.processesStarted.add()
        world.save(self)
        world.around.event(.containerStarted(id: record.id, podUID: record.podUID))
    }

    /// Keeps that a process with the container's mark may exist from now on.
    private func prepare() throws(RuntimeError) {
        do throws(SystemError) {
            try Path.makeFolder(Path.parent(record.logPath))
            try pipes.make()
            record.state = .starting
            noteMessageFile()
            try world.around.storage.save(record)
        } catch {
            record.state = .created
            throw RuntimeError(.start, "\(record.title) cannot be started: podprobe's storage path fails (\(error))")
        }
    }

    func openLog() {
        let (id, title, pipes, path) = (record.id, record.title, pipes, record.logPath)
        let ends = pipes.openReadEnds()
        let isTaken = world.around.logs.post { $0.open(id, title: title, pipes: pipes, readEnds: ends, logPath: path) }
        if !isTaken { for end in ends { end.map { _ = close($0) } } }
    }

    private func spawnOrFail() throws(RuntimeError) -> SpawnedChild {
        do throws(SpawnError) {
            return try spawn()
        } catch {
            guard error.stage == .spawn else { throw startFailed(error.description) }
            // podprobe is short of something: nothing was tried that the container could have failed at.
            record.state = .created
            world.save(self)
            closeLog()
            throw RuntimeError(.start, "failed to start \(record.title): \(error)")
        }
    }

    private func spawn() throws(SpawnError) -> SpawnedChild {
        let request = SpawnRequest(
            arguments: record.arguments, environment: record.environment, workingDirectory: record.workingDirectory)
        let output = try openPipe(pipes.stdout)
        let error = try openPipe(pipes.stderr)
        return try ProcessSpawner.spawn(request, output: output.number, error: error.number)
    }

    private func openPipe(_ path: String) throws(SpawnError) -> FileDescriptor {
        do throws(SystemError) {
            return try ContainerPipes.openForContainer(path)
        } catch {
            throw SpawnError(stage: .spawn, cause: error, subject: record.arguments.first ?? "")
        }
    }

    func run(_ key: ProcessStat.Key, _ pidfd: consuming FileDescriptor) {
        record.process = ProcessRecord.Process(key: key, bootID: world.bootID)
        record.state = .running
        if record.startedAt == nil { record.startedAt = world.around.now() }
        self.pidfd = consume pidfd
    }

    func watchMain() throws(SystemError) {
        guard let number = pidfd?.number else { return }
        watch = try world.loop.watch(number, .read, self, tag: 0)
    }

    /// The container is dead before it lived: exit code 128 and reason StartError, as containerd has it (kubelet-semantics
    /// 3.6).
    private func startFailed(_ why: String) -> RuntimeError {
        pidfd = nil
        record.exit(128, reason: "StartError", message: why, at: world.around.now())
        world.save(self)
        closeLog()
        return RuntimeError(.start, "failed to start \(record.title): \(why)")
    }

    /// No process of the container writes any more.
    func closeLog() {
        let id = record.id
        world.around.logs.post { $0.finish(id) }
    }
}
