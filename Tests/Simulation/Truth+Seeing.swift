import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision

/// How the truth hears of what happens.
extension Truth {
    func watch(_ node: SimulatedNode) { at(node.time) }

    func want(_ desired: [Pod], hasConfigs: Bool, isComplete: Bool) {
        configsSince = hasConfigs ? configsSince ?? now : nil
        let uids = Set(desired.map(\.metadata.uid))
        knowsManifests = knowsManifests || isComplete
        wantedOnce.formUnion(desired.flatMap { [$0.metadata.uid, "\($0.metadata.namespace)/\($0.metadata.name)"] })
        takenUpAt = takenUpAt.filter { uids.contains($0.key) }
        for uid in uids where takenUpAt[uid] == nil { takenUp(uid) }
        for uid in pods.keys where !uids.contains(uid) {
            pods[uid]?.isDesired = false
            pods[uid]?.mustEnd = true
        }
        for pod in desired {
            let hashes = Dictionary(
                pod.spec.allContainers.map { ($0.name, $0.specHash) }, uniquingKeysWith: { _, last in last })
            let uid = pod.metadata.uid
            if pods[uid] == nil {
                // What still runs of it is an orphan, and ends first.
                let isOrphaned = instances.values.contains { $0.uid == uid && $0.isLive }
                pods[uid] = PodTruth(
                    pod: pod, isDesired: true, hashes: hashes, seenAt: now, desiredAt: now,
                    definedAt: now, mustEnd: isOrphaned)
            }
            // The same uid under another name is another pod.
            if pods[uid]?.pod.metadata.name != pod.metadata.name { pods[uid]?.mustEnd = true }
            if pods[uid]?.isDesired == false { pods[uid]?.desiredAt = now }
            if pods[uid]?.hashes != hashes { pods[uid]?.definedAt = now }
            pods[uid]?.pod = pod
            pods[uid]?.hashes = hashes
            pods[uid]?.isDesired = true
        }
    }

    func asked(_ operation: PodOperation, of uid: String) {
        switch operation {
        case .startContainer(let config, let sandbox): startAsked(config, sandbox: sandbox)
        case .stopContainer(let kill): stopAsked(kill, uid: uid)
        case .hook(let call): hookAsked(call)
        // What an earlier podprobe let in comes back, whoever has taken its room meanwhile.
        case .runSandbox(let config):
            if config.attempt == 0 { sandboxAsked(config.podUID) }
            if config.attempt == 0 { beganAnew.insert(config.podUID) } else { beganAnew.remove(config.podUID) }
        case .save: savedAt[uid] = now
        case .removeContainer, .stopSandbox, .removeSandbox, .execEnvironment: break
        }
    }

    func started(_ id: String) {
        instances[id]?.hasStarted = true
        // A new instance starts a new story of probe kills; the worker goes on.
    }

    /// So little that some pods must wait.
    static let room = Quantity(milliValue: 1_500)

    /// The requests of all pods that have anything running, with this one, fit.
    private func sandboxAsked(_ uid: String) {
        // What is on the disk of a pod that was gone may say that it was let in: podprobe can't know better.
        if letInOnDisk.contains(uid) { return }
        // One that asks for nothing fits also where an edit has made others ask for more than there is.
        if pods[uid]?.pod.cpu == 0 { return }
        // Of an orphan podprobe knows no requests.
        let alive = Set(instances.values.filter(\.isLive).map(\.uid)).union([uid]).filter {
            pods[$0]?.isDesired == true
        }
        let wanted = alive.reduce(0) { $0 + (pods[$1]?.pod.cpu ?? 0) }
        check(.room, wanted <= Self.room.milliValue) {
            let each = alive.sorted().map { "\($0) \(pods[$0]?.pod.cpu ?? 0)m" }.joined(separator: ", ")
            return "\(uid) makes \(wanted)m of \(Self.room.milliValue)m: \(each)"
        }
    }
}
