import PodModel
import Runtimes

/// How far the pod's initialisation is, and what the next step is (kubelet-semantics 4.1). A sidecar's place is in this
/// walk.
extension PodPlanner {
    enum InitProgress {
        case done
        case running
        case start(Container)
        case killAndStart(Container, ContainerRecord)
        /// One failed and may not be restarted.
        case failed
    }

    func initProgress() -> InitProgress {
        let inits = pod.spec.initContainers
        if inits.isEmpty || hasRegularContainers { return .done }
        for (index, container) in inits.enumerated().reversed() {
            guard let step = progress(of: container, next: index + 1 < inits.count ? inits[index + 1] : nil) else {
                continue
            }
            return step
        }
        return inits.first.map { .start($0) } ?? .done
    }

    /// What the newest instance of `container` asks for; nil when it has none in this sandbox.
    private func progress(of container: Container, next: Container?) -> InitProgress? {
        guard let newest = inThisSandbox.first(where: { $0.name == container.name }) else {
            return rememberedAsDone(container) ? next.map { .start($0) } ?? .done : nil
        }
        switch newest.state {
        case .running: return .running
        case .created: return .start(container)
        case .unknown: return .killAndStart(container, newest)
        case .exited where newest.exitCode == 0: return next.map { .start($0) } ?? .done
        case .exited: return pod.spec.restartPolicy == .never ? .failed : .start(container)
        }
    }

    /// The runtime has no record of it at all, but it was published as completed: it is not run twice.
    private func rememberedAsDone(_ container: Container) -> Bool {
        guard view.newest(container.name) == nil, view.sandboxes.count == 1,
            case .terminated(let end)? = published.container(container.name)?.state
        else { return false }
        return end.exitCode == 0
    }

    /// A new sandbox starts over; what ran in an older one does not count.
    private var inThisSandbox: [ContainerRecord] {
        guard let sandbox = view.sandbox else { return [] }
        return view.containers.filter { $0.sandboxID == sandbox.id }
    }

    private var hasRegularContainers: Bool {
        let names = Set(pod.spec.containers.map(\.name))
        return inThisSandbox.contains { names.contains($0.name) && ($0.state == .created || $0.state == .running) }
    }
}
