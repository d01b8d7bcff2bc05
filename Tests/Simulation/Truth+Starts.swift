import PodModel
import Runtimes
import Supervision

/// What may be started.
extension Truth {
    func startAsked(_ config: ContainerConfig, sandbox: String) {
        guard let one = pods[config.podUID] else { return }
        check(.restartCause, !isStopping && one.isDesired) {
            "\(config.podUID)/\(config.name) is started, and nobody wants it"
        }
        check(.terminalStays, one.phase != .succeeded && one.phase != .failed) {
            "\(config.podUID)/\(config.name) is started, and its pod has \(one.phase)"
        }
        guard let container = one.pod.spec.allContainers.first(where: { $0.name == config.name }) else { return }
        checkOrder(container, one.pod, config.podUID, sandbox)
        if let before = newest(config.podUID, config.name) { checkCause(container, one.pod, before, config, sandbox) }
        checkBackOff(config)
        startAskedAt["\(config.podUID)/\(config.name)"] = now
    }

    private func checkCause(
        _ container: Container, _ pod: Pod, _ before: Instance, _ config: ContainerConfig, _ sandbox: String
    ) {
        let mayRestart: Bool
        switch container.isSidecar ? .always : pod.spec.restartPolicy {
        case .always: mayRestart = !(isPlainInit(container, pod) && before.exitCode == 0 && before.sandbox == sandbox)
        case .onFailure: mayRestart = before.exitCode != 0 || before.sandbox != sandbox
        // As a kubelet's computePodActions: a pod without any sandbox is new.
        case .never: mayRestart = beganAnew.contains(config.podUID) && before.sandbox != sandbox
        }
        // What was stopped for its probe, its definition or its hook may end with 0 and is started again.
        let wasKilled: Bool =
            switch before.killReason {
            case .liveness?, .startup?: pod.spec.restartPolicy != .never || container.isSidecar
            case .definitionChanged?, .unknownState?, .surplus?: true
            // It ended by itself in its preStop hook.
            case nil: before.killBegan != nil && (pod.spec.restartPolicy != .never || container.isSidecar)
            default: false
            }
        let isFree = mayRestart || wasKilled || before.isLost || before.wasUnknown || config.specHash != before.specHash
        check(.restartCause, isFree && (!before.isLive || before.wasUnknown)) {
            "\(config.podUID)/\(config.name) attempt \(config.attempt) under \(pod.spec.restartPolicy.rawValue) after exit "
                + "\(before.exitCode), stopped because of \(before.killReason.map { "\($0)" } ?? "nothing"), live: \(before.isLive)"
        }
    }

    private func isPlainInit(_ container: Container, _ pod: Pod) -> Bool {
        !container.isSidecar && pod.spec.initContainers.contains { $0.name == container.name }
    }

    /// Init containers one after the other, regular ones after all of them (kubelet-semantics 4.1).
    private func checkOrder(_ container: Container, _ pod: Pod, _ uid: String, _ sandbox: String) {
        let inits = pod.spec.initContainers
        let index = inits.firstIndex { $0.name == container.name } ?? inits.count
        // A sidecar that comes back, and all that comes back beside a running app.
        if instances(of: uid, container.name).contains(where: { $0.sandbox == sandbox }) { return }
        if pod.spec.containers.contains(where: { app in
            instances(of: uid, app.name).contains { $0.sandbox == sandbox }
        }) {
            return
        }
        for earlier in inits[..<index] {
            let all = instances(of: uid, earlier.name)
            let here = all.filter { $0.sandbox == sandbox }
            let isDone: Bool
            if !earlier.isSidecar {
                // One that the runtime has forgotten, and that is known to have completed, is not run again.
                isDone =
                    here.contains { $0.endedAt != nil && $0.exitCode == 0 }
                    || all.contains { $0.isLost && $0.exitCode == 0 && $0.endedAt != nil }
            } else if earlier.startupProbe != nil {
                isDone = here.contains { startupDone.contains($0.id) }
            } else {
                isDone = !here.isEmpty
            }
            check(.initOrder, isDone) { "\(uid)/\(container.name) is started before \(earlier.name) is done" }
        }
    }
}
