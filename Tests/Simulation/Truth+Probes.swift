import PodModel
import Probing

/// Counts of one worker's answers, by kubelet-semantics 2.2.
struct ProbeTruth {
    var failureThreshold: Int
    var successThreshold: Int
    var last: ProbeResult?
    var run = 0
    /// The instance whose verdict is final: it is not asked again.
    var heldFor: String?
}

extension Truth {
    func workerAdded(_ key: ProbeKey, _ probe: Probe) {
        probes[key] = ProbeTruth(
            failureThreshold: Int(probe.failureThreshold), successThreshold: Int(probe.successThreshold))
    }

    func attempt(_ key: ProbeKey, _ id: String, _ outcome: ProbeOutcome) {
        checkMayProbe(key, id)
        guard var probe = probes[key], let answer = outcome.answer else { return }
        if probe.last == answer { probe.run += 1 } else { (probe.last, probe.run) = (answer, 1) }
        let isEnough = probe.run >= (answer == .success ? probe.successThreshold : probe.failureThreshold)
        if isEnough {
            switch (key.type, answer) {
            case (.liveness, .failure):
                failed.insert(id)
                (probe.run, probe.heldFor) = (0, id)
            case (.startup, .failure):
                failed.insert(id)
                (probe.run, probe.heldFor) = (0, id)
            case (.startup, _):
                startupDone.insert(id)
                (probe.run, probe.heldFor) = (0, id)
            default: break
            }
        }
        probes[key] = probe
    }

    private func checkMayProbe(_ key: ProbeKey, _ id: String) {
        guard let instance = instances[id],
            let container = pods[key.podUID]?.pod.spec.allContainers.first(where: { $0.name == key.container })
        else { return }
        check(.probing, probes[key]?.heldFor != id) {
            "\(key.container) \(id) is on hold and asked for its \(key.type)"
        }
        if key.type != .startup, container.startupProbe != nil,
            pods[key.podUID]?.hashes[key.container] == instance.specHash
        {
            check(.probing, startupDone.contains(id)) { "\(key.container) \(id) is asked before it has started" }
        }
        let delay = Int64(container.probe(key.type)?.initialDelaySeconds ?? 0) * 1_000_000_000
        if wallJumpedAt < instance.startedAt, pods[key.podUID]?.hashes[key.container] == instance.specHash {
            check(.probing, now - instance.startedAt >= delay) {
                "\(key.container) \(id) is asked \(Double(now - instance.startedAt) / 1e9) s after its start"
            }
        }
    }
}
