import EventLoops
import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision

/// What really happened, kept apart from what the core believes, and the rules that it is held against.
///
/// Times are nanoseconds of virtual time.
final class Truth {
    struct Instance {
        let id: String
        let uid: String
        /// `<namespace>/<name>`.
        let pod: String
        let name: String
        let attempt: Int32
        let specHash: String
        let sandbox: String
        let startedAt: Int64
        /// When a relist last found it running.
        var seenAliveAt: Int64
        var endedAt: Int64?
        var exitCode: Int32 = 0
        /// When podprobe last began to stop it, and why.
        var killBegan: Int64?
        var stopAsked = false
        var preStopAsked = false
        var killReason: KillReason?
        /// The runtime no longer has it.
        var isLost = false
        var wasUnknown = false
        var hookFailed = false
        var hasStarted = false

        var isLive: Bool { endedAt == nil && !isLost }
    }

    struct PodTruth {
        var pod: Pod
        var isDesired: Bool
        var hashes: [String: String]
        /// Since when podprobe may count.
        var seenAt: Int64
        /// Since when it is wanted without a break.
        var desiredAt: Int64
        /// Since when its containers are defined as they are.
        var definedAt: Int64
        /// It was unwanted, and is not gone yet: it ends, even if it is wanted again.
        var mustEnd = false
        var phase = PodPhase.pending
        var highestCounts: [String: Int32] = [:]
    }

    var instances: [String: Instance] = [:]
    /// Of each `<uid>/<container>`, in the order of their attempts.
    var history: [String: [String]] = [:]
    var pods: [String: PodTruth] = [:]
    var probes: [ProbeKey: ProbeTruth] = [:]
    /// Instances whose liveness or startup probe failed often enough.
    var failed: Set<String> = []
    /// Instances whose startup probe has succeeded.
    var startupDone: Set<String> = []
    /// Instances whose readiness probe has succeeded often enough, once at least.
    var readyOnce: Set<String> = []
    var backOff: [String: BackOffTruth] = [:]
    var isStopping = false
    /// This podprobe has read every manifest once; before that only what it was asked for may end, and what has the name
    /// of such a pod. By uid and by name.
    var knowsManifests = false
    var wantedOnce: Set<String> = []
    /// What each pod was called last, as far as podprobe found it on the disk: under one uid it may have been renamed.
    var namesOnDisk: [String: String] = [:]
    /// Since when this podprobe wants each pod without a break.
    var takenUpAt: [String: Int64] = [:]
    /// When each pod was first seen to be let in; the next podprobe knows of those that are on disk.
    var letInAt: [String: Int64] = [:]
    /// Since when there is what environments refer to.
    var configsSince: Int64?
    /// Instances of which the disk said, when this podprobe began, that their startup probe has succeeded.
    var keptStartups: Set<String> = []
    /// Pods that podprobe found on the disk as let in.
    var letInOnDisk: Set<String> = []
    /// Pods whose newest sandbox is the first that the runtime has of them: everything begins anew, whatever the policy.
    var beganAnew: Set<String> = []
    /// Pods that were gone, and that podprobe takes for let in because it was killed before their removal was on disk.
    var outdatedOnDisk: Set<String> = []
    /// Sandboxes that were seen not ready, or that are gone.
    var readySandboxes: Set<String> = []
    /// A sandbox that was asked for just before podprobe died may come on top of another.
    var podsWithTwoSandboxes: Set<String> = []
    /// Since when nothing but the containers themselves made trouble.
    var calmSince: Int64?
    var wallJumpedAt: Int64 = -1
    var podprobeBornAt: Int64 = 0
    /// When the newest start of each container was asked for: before that it cannot have ended.
    var startAskedAt: [String: Int64] = [:]
    /// When each pod was written down last: a start again is decided on then, and may be asked for only when that is done.
    var savedAt: [String: Int64] = [:]
    /// When podprobe last forgot a pod that it took to be gone.
    private var forgottenAt: [String: Int64] = [:]
    private(set) var violations: [Violation] = []
    private(set) var now: Int64 = 0
    private(set) var restarts = 0
    private var inputsNow = 0
    /// Of all that happens to the runtime, when it was looked at last.
    private var lookedAt: UInt64?

    func at(_ time: Int64) {
        if time != now { inputsNow = 0 }
        now = time
    }

    /// Something must not take an endless number of steps at one instant.
    func countInput() {
        inputsNow += 1
        check(.progress, inputsNow < 5_000) { "5,000 inputs at one instant" }
    }

    func check(_ rule: Rule, _ holds: Bool, _ what: () -> String) {
        if holds || violations.count >= 20 { return }
        violations.append(Violation(rule: rule, at: now, what: what()))
    }

    // What the runtime has

    func look(at runtime: SimulatedRuntime) {
        if lookedAt == runtime.changes { return }
        lookedAt = runtime.changes
        let ready = runtime.sandboxes.values.filter(\.ready)
        readySandboxes = Set(ready.map(\.id))
        if Set(ready.map(\.podUID)).count < ready.count {
            podsWithTwoSandboxes = Set(Dictionary(grouping: ready, by: \.podUID).filter { $0.value.count > 1 }.keys)
        } else {
            podsWithTwoSandboxes = []
        }
        let new = runtime.instances.values.filter { instances[$0.record.id] == nil }
        for one in new.sorted(by: { $0.record.attempt < $1.record.attempt }) { add(one) }
        for (id, one) in runtime.instances {
            guard var known = instances[id] else { continue }
            if one.record.state == .unknown { known.wasUnknown = true }
            if known.endedAt == nil, let end = one.endedAt {
                known.endedAt = end
                known.exitCode = one.record.exitCode
            }
            instances[id] = known
        }
        for (id, one) in instances where runtime.instances[id] == nil {
            if one.isLost, history["\(one.uid)/\(one.name)"]?.contains(id) != true { instances[id] = nil }
            instances[id]?.isLost = true
        }
    }

    /// What the core is told now, as it was when it asked.
    func told(_ relist: RuntimeRelist) {
        let asked = relist.begunAt.nanoseconds - SimulatedNode.monotonicAhead
        for record in relist.containers {
            if record.state == .running, let known = instances[record.id]?.seenAliveAt {
                instances[record.id]?.seenAliveAt = max(known, asked)
            }
            if record.state == .unknown { instances[record.id]?.wasUnknown = true }
            // It may have been lost before anybody else saw how it ended.
            if record.state == .exited, instances[record.id]?.endedAt == nil {
                instances[record.id]?.endedAt = asked
                instances[record.id]?.exitCode = record.exitCode
            }
        }
    }

    private func add(_ one: SimulatedRuntime.Instance) {
        let record = one.record
        let key = "\(record.podUID)/\(record.name)"
        let before = history[key]?.last.flatMap { instances[$0] }
        check(.oneInstance, before.map { !$0.isLive || $0.wasUnknown } ?? true) {
            "\(key) attempt \(record.attempt) runs beside attempt \(before?.attempt ?? -1)"
        }
        // A first instance of which nobody had written yet, and which is gone: the next one is the first again.
        let isForgotten = before.map { $0.startedAt <= forgottenAt[record.podUID] ?? -1 } ?? false
        let isUnknown =
            isForgotten || before.map { $0.isLost && $0.attempt == 0 && podprobeBornAt >= $0.startedAt } ?? false
        check(.countRises, before.map { record.attempt > $0.attempt || isUnknown } ?? true) {
            "\(key): attempt \(record.attempt) after \(before?.attempt ?? -1)"
        }
        instances[record.id] = Instance(
            id: record.id, uid: record.podUID, pod: "\(record.podNamespace)/\(record.podName)", name: record.name,
            attempt: record.attempt, specHash: record.specHash,
            sandbox: record.sandboxID, startedAt: one.startedAt,
            seenAliveAt: min(one.startedAt, startAskedAt[key] ?? one.startedAt))
        history[key, default: []].append(record.id)
        if record.attempt > 0 { restarts += 1 }
    }

    func instances(of uid: String, _ name: String) -> [Instance] {
        (history["\(uid)/\(name)"] ?? []).compactMap { instances[$0] }
    }

    func newest(_ uid: String, _ name: String) -> Instance? {
        history["\(uid)/\(name)"]?.last.flatMap { instances[$0] }
    }

    func newestWithRecord(_ uid: String, _ name: String) -> Instance? {
        instances(of: uid, name).last { !$0.isLost }
    }

    func forget(_ uid: String) {
        forgottenAt[uid] = now
        letInAt[uid] = nil
        for (key, ids) in history where key.hasPrefix(uid + "/") {
            // What still runs of it is an orphan: two of it must not run all the same.
            history[key] = ids.filter { instances[$0]?.isLost == false }
            if history[key]?.isEmpty == true { history[key] = nil }
        }
        backOff = backOff.filter { !$0.key.hasPrefix(uid + "/") }
        letInOnDisk.remove(uid)
        keptStartups.subtract(instances.values.filter { $0.uid == uid }.map(\.id))
        if pods[uid]?.isDesired == true {
            pods[uid]?.phase = .pending
            pods[uid]?.mustEnd = false
            pods[uid]?.highestCounts = [:]
        } else {
            pods[uid] = nil
        }
    }
}
