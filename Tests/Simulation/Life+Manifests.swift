import Manifests
import PodModel
import SimulatedWorld
import Supervision

/// The folder of manifests and what is done to it.
extension Life {
    /// What podprobe makes of the folder, by way of its own parser, names and ledger.
    func read(_ reason: ManifestChange) {
        let load = folder.load(loader)
        _ = ledger.apply(load, reason)
        let isComplete = load.isComplete(reason)
        truth.at(node.time)
        sources.read(folder, reason)
        let complaint = sources.complaint(about: ledger.pods)
        truth.check(.sources, complaint == nil) { complaint ?? "" }
        truth.want(ledger.pods.map(\.pod), hasConfigs: !ledger.configData.isEmpty, isComplete: isComplete)
        node.handle(
            .apply(
                DesiredSet(
                    ledger.pods.map { DesiredPod(pod: $0.pod, source: $0.file) }, configs: ledger.configData,
                    isComplete: isComplete)))
    }

    func changeManifests() {
        change()
        read(.changed)
        if lottery.chance.chance(0.3) {
            pass(seconds: Double.random(in: 0...20, using: &lottery.chance))
            read(.periodic)
        }
    }

    private func change() {
        let index = Int.random(in: 0..<podCount, using: &lottery.chance)
        let file = folder.names.randomElement(using: &lottery.chance) ?? Self.file(index)
        switch Int.random(in: 0..<14, using: &lottery.chance) {
        case 0: folder.write(Self.file(index), lottery.pod(index))
        case 1, 2: edit(file)
        case 3: folder.remove(file)
        case 4: folder.setBroken(file, true)
        case 5: folder.setBroken(file, false)
        case 6: folder.hasConfigs.toggle()
        case 7, 8: bringBackWhatIsMissing()
        case 9: comment(file)
        case 10: folder.write(lottery.pick(["/pods/a", "/pods/q"]) + "\(index)", lottery.pod(index))
        case 11: folder.condition = lottery.pick([.there, .gone, .unreadable])
        case 12: shareUID(of: file)
        default: break
        }
        // Nobody leaves a folder like that for long.
        if lottery.chance.chance(0.5) { folder.condition = .there }
    }

    private static func file(_ index: Int) -> String { "\(Folder.path)/p\(index)" }

    func bringBackWhatIsMissing() {
        folder.condition = .there
        for index in 0..<podCount where folder.files[Self.file(index)] == nil {
            folder.write(Self.file(index), lottery.pod(index))
        }
    }

    /// Another definition of one container: a pod with a uid of its own is changed in place, any other is replaced.
    private func edit(_ file: String) {
        guard var pod = folder.files[file]?.pod else { return }
        let index = Int.random(in: 0..<pod.spec.containers.count, using: &lottery.chance)
        pod.spec.containers[index].args = ["edit", "\(UInt16.random(in: 0...999, using: &lottery.chance))"]
        folder.write(file, pod)
    }

    private func shareUID(of file: String) {
        guard var pod = folder.files[file]?.pod, !pod.metadata.uid.isEmpty else { return }
        pod.metadata.name += "-twin"
        folder.write(file + "-twin", pod)
    }

    /// A line of comment more, and nothing else: nothing may happen.
    private func comment(_ file: String) {
        read(.changed)
        let asked = operations
        folder.comment(file)
        read(.changed)
        truth.check(.comments, operations == asked) { "\(operations - asked) operations after a comment in \(file)" }
    }
}
