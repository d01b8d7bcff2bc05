import EventLoops
package import PodModel

// MARK: Sandboxes

extension ProcessRuntime {
    package func runPodSandbox(_ config: PodSandboxConfig) async throws(RuntimeError) -> PodSandboxStatus {
        try await ask { world throws(RuntimeError) in try world.runPodSandbox(config) }
    }

    /// Containers that still run are killed without grace: whoever wants to give them one stops them before.
    package func stopPodSandbox(_ id: String) async throws(RuntimeError) {
        for container in try await ask({ $0.containers(ofSandbox: id).map(\.record.id) }) {
            try await stopContainer(container, graceSeconds: 0)
        }
        try await ask { world throws(RuntimeError) in try world.sandboxStopped(id) }
    }

    package func removePodSandbox(_ id: String) async throws(RuntimeError) {
        try await stopPodSandbox(id)
        try await ask { world in
            for container in world.containers(ofSandbox: id) { world.removeContainer(container.record.id) }
            world.sandboxRemoved(id)
        }
    }

    package func listPodSandboxes() async throws(RuntimeError) -> [PodSandboxStatus] {
        try await ask { $0.sandboxes.values.map(\.status).sorted { $0.createdAt < $1.createdAt } }
    }
}

// MARK: Containers

extension ProcessRuntime {
    package func createContainer(
        _ config: ContainerConfig, sandboxID: String
    ) async throws(RuntimeError) -> String {
        try await ask { world throws(RuntimeError) in try world.createContainer(config, sandboxID: sandboxID) }
    }

    package func startContainer(_ id: String) async throws(RuntimeError) {
        try await ask { world throws(RuntimeError) in try world.container(id).start() }
    }

    /// Stopping a container that has ended, never started or does not exist is fine.
    package func stopContainer(_ id: String, graceSeconds: Int64) async throws(RuntimeError) {
        try await answer { answer in
            self.world.post { world in
                guard let container = world.containers[id] else { return answer(.success(())) }
                container.stop(graceSeconds: graceSeconds, answer)
            }
        }
    }

    /// One that still runs is killed first. Its log is removed with it.
    package func removeContainer(_ id: String) async throws(RuntimeError) {
        try await stopContainer(id, graceSeconds: 0)
        try await ask { $0.removeContainer(id) }
    }

    package func listContainers() async throws(RuntimeError) -> [ContainerRecord] {
        try await ask { $0.containers.values.map(\.record.status).sorted { $0.createdAt < $1.createdAt } }
    }

    package func containerStatus(_ id: String) async throws(RuntimeError) -> ContainerRecord {
        try await ask { world throws(RuntimeError) in try world.container(id).record.status }
    }

    package func stats() async throws(RuntimeError) -> [ContainerStats] {
        try await ask { $0.stats() }
    }
}
