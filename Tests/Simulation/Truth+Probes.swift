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
    var initialDelay: Int64
    var waitsForStartup: Bool
    /// Of the container that the worker was made for.
    var specHash: String
}

extension Truth {
    func workerAdded(_ key: ProbeKey, _ container: Container) {
        guard let probe = container.probe(key.type) else { return }
        probes[key] = ProbeTruth(
            failureThreshold: Int(probe.failureThreshold), successThreshold: Int(probe.successThreshold),
            initialDelay: Int64(probe.initialDelaySeconds) * 1_000_000_000,
            waitsForStartup: key.type != .startup && container.startupProbe != nil, specHash: container.specHash)
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
            case (.readiness, .success): readyOnce.insert(id)
            default: break
            }
        }
        probes[key] = probe
    }

    private func checkMayProbe(_ key: ProbeKey, _ id: String) {
        guard let instance = instances[id], let probe = probes[key] else { return }
        check(.probing, probe.heldFor != id) { "\(key.container) \(id) is on hold and asked for its \(key.type)" }
        if probe.specHash != instance.specHash { return }
        // One of which the runtime knew nothing for a while is stopped, and was not shown to have started.
        check(.probing, key.type != .startup || !keptStartups.contains(id) || instance.wasUnknown) {
            "\(key.container) \(id) had started before podprobe was restarted, and is asked for its startup again"
        }
        if probe.waitsForStartup {
            check(.probing, startupDone.contains(id)) { "\(key.container) \(id) is asked before it has started" }
        }
        if wallJumpedAt < instance.startedAt {
            check(.probing, now - instance.startedAt >= probe.initialDelay) {
                "\(key.container) \(id) is asked \(Double(now - instance.startedAt) / 1e9) s after its start"
            }
        }
    }
}
