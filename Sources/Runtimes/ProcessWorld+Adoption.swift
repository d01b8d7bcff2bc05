import EventLoops
import PodModel

/// Finding again what an earlier podprobe started.
extension ProcessWorld {
    func adopt() {
        let (sandboxes, records, damaged) = around.storage.load()
        for path in damaged {
            around.note(RuntimeNote(.error, "\(path) is damaged and was set aside as \(path).damaged"))
        }
        for var sandbox in sandboxes {
            // After a restart of the machine everything of the pod starts over, init containers too (kubelet-semantics 4.1).
            if let made = sandbox.bootID, made != bootID { sandbox.ready = false }
            self.sandboxes[sandbox.id] = sandbox
        }
        for record in records { containers[record.id] = ProcessContainer(record, self) }
        for container in containers.values { adopt(container) }
    }

    private func adopt(_ container: ProcessContainer) {
        switch container.record.state {
        case .created, .exited: return
        case .starting: findByMark(container)
        case .running: break
        }
        guard container.record.state == .running, container.ending == nil else { return }
        guard let process = container.record.process, process.bootID == bootID else {
            return container.begin(ProcessContainer.unknown("the machine was restarted while it ran"))
        }
        guard takeOver(container, process.key) else {
            return container.begin(
                ProcessContainer.unknown("it ended while no podprobe was running, so its exit code is not known"))
        }
        around.counters.containersAdopted.add()
        container.say(.info, "still runs as process \(process.key.pid) and was taken over")
        container.openLog()
    }

    /// The pidfd is opened before the start time is looked at, so that both belong to the same process.
    private func takeOver(_ container: ProcessContainer, _ key: ProcessStat.Key) -> Bool {
        guard let pidfd = try? ChildProcess.openPidfd(key.pid), proc.process(key.pid)?.key == key else { return false }
        container.run(key, pidfd)
        do throws(SystemError) {
            try container.watchMain()
        } catch {
            container.say(
                .error,
                "its process \(key.pid) cannot be watched (\(error)), so podprobe looks every second whether it ended")
        }
        return true
    }

    /// The earlier podprobe was killed between making the process and writing down which: it carries the mark and leads a
    /// session.
    private func findByMark(_ container: ProcessContainer) {
        let candidates = proc.processes().filter { $0.session == $0.pid }
            .filter { proc.environment($0.pid, ProcessTree.mark) == container.record.id }
        container.record.state = .running
        // Of several, the others descend from it.
        container.record.process = candidates.min { $0.key.startTicks < $1.key.startTicks }
            .map { ProcessRecord.Process(key: $0.key, bootID: bootID) }
        if container.record.process == nil {
            container.begin(
                ProcessContainer.unknown(
                    "podprobe was killed while it started this container, and no process of it lives"))
        } else {
            save(container)
        }
    }
}
