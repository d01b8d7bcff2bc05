import Manifests
import PodModel
import SimulatedWorld
import Supervision

/// The folder of manifests and what is done to it.
extension Life {
    /// What podprobe's source makes of the folder, by way of the real ledger.
    func read(_ reason: ManifestChange) {
        var load = ManifestLoad()
        for (file, pod) in manifests.sorted(by: { $0.key < $1.key }) {
            if broken.contains(file) {
                load.issues.append(ManifestIssue(.error, .parse, file: file, message: "broken"))
            } else {
                load.pods.append(LoadedPod(pod: pod, file: file, documentIndex: 0, originalName: pod.metadata.name))
            }
        }
        if hasConfigs {
            let reference = ConfigReference(.configMap, namespace: "default", name: "settings")
            load.objects = [LoadedObject(reference: reference, file: "/pods/zz", data: ["level": "debug"])]
        }
        _ = ledger.apply(load, reason)
        let isComplete = load.isWhole || reason == .periodic
        truth.at(node.time)
        truth.want(ledger.pods.map(\.pod), isComplete: isComplete)
        node.handle(
            .apply(
                DesiredSet(
                    ledger.pods.map { DesiredPod(pod: $0.pod, source: $0.file) }, configs: ledger.configData,
                    isComplete: isComplete)))
    }

    func changeManifests() {
        let file = "/pods/p\(Int.random(in: 0..<podCount, using: &lottery.chance))"
        switch Int.random(in: 0..<8, using: &lottery.chance) {
        case 0: manifests[file] = lottery.pod(Int(file.split(separator: "p").last ?? "0") ?? 0)
        case 1: editInPlace(file)
        case 2: manifests[file] = nil
        case 3: broken.insert(file)
        case 4: broken.remove(file)
        case 5: hasConfigs.toggle()
        case 6: bringBackWhatIsMissing()
        default: break
        }
        read(.changed)
        if lottery.chance.chance(0.3) {
            pass(seconds: Double.random(in: 0...20, using: &lottery.chance))
            read(.periodic)
        }
    }

    func bringBackWhatIsMissing() {
        for index in 0..<podCount where manifests["/pods/p\(index)"] == nil {
            manifests["/pods/p\(index)"] = lottery.pod(index)
        }
    }

    /// The same uid with another definition of one container.
    private func editInPlace(_ file: String) {
        guard var pod = manifests[file] else { return }
        let index = Int.random(in: 0..<pod.spec.containers.count, using: &lottery.chance)
        pod.spec.containers[index].args = ["edit", "\(UInt16.random(in: 0...999, using: &lottery.chance))"]
        manifests[file] = pod
    }
}
