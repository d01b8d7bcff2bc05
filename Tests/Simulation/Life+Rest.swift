import Manifests
import Runtimes
import SimulatedWorld

/// The end of a life: nothing goes wrong any more, and all must come to rest.
extension Life {
    func rest() {
        guard violations.isEmpty else { return }
        calm()
        for file in folder.names { folder.setBroken(file, false) }
        folder.hasConfigs = true
        bringBackWhatIsMissing()
        weather.answer = { _ in .success }
        node.runtime.behaviourInPod = { config in config.name.hasPrefix("i") ? .exits(0, after: 1) : .steady }
        node.hook = { _ in (1, nil) }
        node.healAll()
        read(.periodic)
        pass(seconds: Self.restSeconds)
        truth.checkRest(node)
    }
}
