import PodModel

/// What a pod's containers say in the columns READY, STATUS and RESTARTS of `kubectl get pods`, by the rules of printPod
/// in Kubernetes' pkg/printers.
struct ContainerColumns {
    private(set) var ready = 0
    private(set) var word: String
    private(set) var restarts = 0
    /// Of the sidecars that were looked at.
    private var sidecarRestarts = 0

    init(_ one: PodSnapshot) {
        word = one.status.reason.isEmpty ? one.status.phase.rawValue : one.status.reason
        let trouble = readInitializers(one)
        if let trouble { word = trouble }
        // A sidecar that is down later on does not make the pod one that is being initialised.
        if trouble == nil || one.status.condition(.initialized)?.status == .true { readContainers(one) }
    }

    /// Up to the first one that is not done; says what keeps it: `Init:CrashLoopBackOff`, `Init:Error`, `Init:1/2`.
    private mutating func readInitializers(_ one: PodSnapshot) -> String? {
        let count = one.pod.spec.initContainers.count
        for (index, status) in one.status.initContainerStatuses.enumerated() {
            let isSidecar = one.pod.spec.initContainers.contains { $0.name == status.name && $0.isSidecar }
            restarts += Int(status.restartCount)
            if isSidecar { sidecarRestarts += Int(status.restartCount) }
            if case .terminated(let end) = status.state, end.exitCode == 0 { continue }
            if status.started, isSidecar {
                if status.ready { ready += 1 }
                continue
            }
            switch status.state {
            case .terminated(let end): return "Init:\(end.word)"
            case .waiting(let reason, _) where !reason.isEmpty && reason != "PodInitializing": return "Init:\(reason)"
            case .waiting, .running: return "Init:\(index)/\(count)"
            }
        }
        return nil
    }

    /// The first container in trouble gives the word; one that is done gives way to one that still runs.
    private mutating func readContainers(_ one: PodSnapshot) {
        restarts = one.status.containerStatuses.reduce(sidecarRestarts) { $0 + Int($1.restartCount) }
        var hasRunning = false
        var found: String?
        for status in one.status.containerStatuses {
            switch status.state {
            case .waiting(let reason, _): if !reason.isEmpty { found = found ?? reason }
            case .terminated(let end): found = found ?? end.word
            case .running:
                if status.ready {
                    ready += 1
                    hasRunning = true
                }
            }
        }
        if let found { word = found }
        if word == "Completed", hasRunning {
            word = one.status.condition(.ready)?.status == .true ? "Running" : "NotReady"
        }
    }
}

extension ContainerState.Terminated {
    /// A runtime need not give a reason.
    fileprivate var word: String { reason.isEmpty ? "ExitCode:\(exitCode)" : reason }
}
