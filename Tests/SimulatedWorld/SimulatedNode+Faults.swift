import Runtimes

/// What a simulation does to the node from outside.
extension SimulatedNode {
    /// Lets what is due in the runtime happen.
    package func settle() { runtime.settle(time, wall: wall) }

    /// The container ends now.
    package func end(_ id: String, with code: Int32) { runtime.end(id, at: time, with: code, wall: wall) }

    /// The runtime forgets the container; a process of it is gone, too.
    package func lose(_ id: String) { runtime.instances[id] = nil }

    /// podprobe gets SIGKILL.
    package func kill() { isDead = true }

    /// Time passes while no podprobe runs.
    package func skip(seconds: Double) {
        time += Int64(seconds * 1e9)
        settle()
    }

    /// Nothing that runs ends by itself any more, but for init containers, which do at once.
    package func healAll() {
        for id in runtime.instances.keys {
            guard let one = runtime.instances[id], one.record.state == .running, !one.isStopping else { continue }
            let isInit = runtime.instances[id]?.record.name.hasPrefix("i") == true
            runtime.instances[id]?.endsAt = isInit ? time : nil
            runtime.instances[id]?.endsWith = 0
        }
    }
}
