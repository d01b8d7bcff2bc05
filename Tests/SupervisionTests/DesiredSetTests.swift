import PodModel
import Probing
import Runtimes
import SimulatedWorld
import Supervision
import Testing

@Suite struct `A container that needs a ConfigMap or Secret` {
    private let reference = ConfigReference(.configMap, namespace: "default", name: "settings")

    private func needing(optional: Bool = false) -> Pod {
        var main = container("main")
        var variable = EnvVar(name: "LEVEL", value: "")
        variable.valueFrom = EnvVarSource()
        variable.valueFrom?.configMapKeyRef = KeySelector()
        variable.valueFrom?.configMapKeyRef?.name = "settings"
        variable.valueFrom?.configMapKeyRef?.key = "level"
        variable.valueFrom?.configMapKeyRef?.optional = optional
        main.env = [variable]
        return pod(containers: [main])
    }

    private func everything(
        from kind: WritableKeyPath<EnvFromSource, ObjectReference?>, _ name: String
    ) -> EnvFromSource {
        var source = EnvFromSource()
        source[keyPath: kind] = ObjectReference()
        source[keyPath: kind]?.name = name
        return source
    }

    private func environment(_ node: SimulatedNode) -> [EnvVar]? {
        let starts = node.operations { if case .startContainer = $0 { true } else { false } }
        guard case .startContainer(let config, _)? = starts.last?.operation else { return nil }
        return config.environment
    }

    @Test func `waits for it, and starts as soon as it is there`() {
        let node = SimulatedNode()
        let web = needing()
        node.apply([web])
        node.run(seconds: 60)
        #expect(node.waitingReason(web) == "CreateContainerConfigError")
        #expect(node.status(web).phase == .pending)
        #expect(Set(node.messages("Failed")) == ["Error: configmap \"settings\" not found"])
        #expect(node.starts().isEmpty)
        node.apply([web], configs: [reference: ["other": "x"]])
        node.run(seconds: 2)
        #expect(node.messages("Failed").last == "Error: couldn't find key level in ConfigMap default/settings")
        let before = node.seconds
        node.apply([web], configs: [reference: ["level": "debug"]])
        node.run(seconds: 2)
        #expect(node.starts() == [before])
        #expect(environment(node) == [EnvVar(name: "LEVEL", value: "debug")])
    }

    // Looked up: HandlePodUpdates (pkg/kubelet/kubelet.go) syncs at once, and SyncPod knows of no wait but the back-off.
    @Test func `is not needed any more after an edit, which is tried at once`() {
        let node = SimulatedNode()
        var web = needing()
        node.apply([web])
        node.run(seconds: 33)
        #expect(node.waitingReason(web) == "CreateContainerConfigError")
        web.spec.containers[0].env = []
        let before = node.seconds
        node.apply([web])
        node.run(seconds: 2)
        #expect(node.starts() == [before])
    }

    // Looked up: makeEnvironmentVariables has the words, and that it is an event of the pod and not of a container.
    @Test func `is told of keys that are no names, once a start`() {
        let node = SimulatedNode()
        var web = needing()
        web.spec.containers[0].envFrom = [everything(from: \.configMapRef, "settings")]
        node.apply([web], configs: [self.reference: ["level": "debug", "a=b": "1"]])
        node.run(seconds: 3)
        let told = node.events.filter { $0.reason == "InvalidEnvironmentVariableNames" }
        let message =
            "Keys [a=b] from the EnvFrom configMap default/settings were skipped since they are considered invalid "
            + "environment variable names."
        #expect(told.map(\.message) == [message] && told.map(\.container) == [nil])
    }

    // Looked up: makeEnvironmentVariables (pkg/kubelet/kubelet_pods.go) returns at the first error, envFrom before env.
    @Test func `says which one is missing first, those of envFrom before those of env`() {
        let node = SimulatedNode()
        var web = needing()
        web.spec.containers[0].envFrom = [everything(from: \.secretRef, "all")]
        node.apply([web])
        node.run(seconds: 3)
        let message = "secret \"all\" not found"
        #expect(node.container(web)?.state == .waiting(reason: "CreateContainerConfigError", message: message))
        #expect(node.messages("Failed") == ["Error: \(message)"])
    }

    @Test func `does without it where it is optional, and is not restarted when it changes`() {
        let node = SimulatedNode()
        let web = needing(optional: true)
        node.apply([web])
        node.run(seconds: 5)
        #expect(environment(node) == [])
        node.apply([web], configs: [reference: ["level": "debug"]])
        node.run(seconds: 30)
        #expect(node.starts().count == 1)
    }
}

@Suite struct `A set of manifests that could not be read whole` {
    @Test func `ends nothing that runs until a whole one was read`() {
        let before = SimulatedNode()
        let (a, b) = (pod("a"), pod("b"))
        before.apply([a, b])
        before.run(seconds: 5)
        let after = before.reborn()
        after.apply([a], isComplete: false)
        after.run(seconds: 15)
        #expect(after.kills().isEmpty)
        #expect(after.runtime.running("main").count == 2)
        after.apply([a, b], isComplete: false)
        after.run(seconds: 5)
        #expect(after.status(b).phase == .running && after.container(b)?.restartCount == 0)
        after.apply([a])
        after.run(seconds: 40)
        #expect(after.runtime.running("main").count == 1)
    }

    @Test func `ends at once what another pod of its name has replaced, before that one starts`() {
        let before = SimulatedNode()
        before.runtime.behaviour = { _, _ in Behaviour(termSeconds: 5) }
        before.apply([pod("a", uid: "old"), pod("b")])
        before.run(seconds: 5)
        let after = before.reborn()
        after.apply([pod("a", uid: "new")], isComplete: false)
        after.run(seconds: 1)
        #expect(after.kills().count == 1 && after.starts().isEmpty)
        after.run(seconds: 10)
        #expect(Set(after.runtime.running("main").map(\.podUID)) == ["new", "uid-b"])
        #expect(after.stored.keys.sorted() == ["new", "uid-b"], "what was kept of the old one is forgotten")
    }

    @Test func `ends what is not in the first whole one`() {
        let before = SimulatedNode()
        before.apply([pod("a"), pod("b")])
        before.run(seconds: 5)
        let after = before.reborn()
        after.apply([pod("a")], isComplete: false)
        after.run(seconds: 15)
        after.apply([pod("a")])
        after.run(seconds: 40)
        #expect(after.runtime.running("main").map(\.podName) == ["a"])
        #expect(after.stored.keys.sorted() == ["uid-a"])
    }
}

@Suite struct `Two desired pods` {
    @Test func `of one uid are one, the last, and it is not restarted by every listing`() {
        let node = SimulatedNode()
        var (a, b) = (pod("a"), pod("b"))
        (a.metadata.uid, b.metadata.uid) = ("same", "same")
        for _ in 0..<3 {
            node.apply([a, b])
            node.run(seconds: 20)
        }
        #expect(node.runtime.running("main").map(\.podName) == ["b"])
        #expect(node.starts().count == 1 && node.kills().isEmpty)
    }

    @Test func `of one name are one, the last`() {
        let node = SimulatedNode()
        var (first, second) = (pod("a"), pod("a"))
        (first.metadata.uid, second.metadata.uid) = ("first", "second")
        node.apply([first, second])
        node.run(seconds: 20)
        #expect(node.runtime.running("main").map(\.podUID) == ["second"])
    }
}

@Suite struct `A pod of a folder` {
    // Looked up: recordFirstSeenTime (pkg/kubelet/config/config.go), in nanoseconds as RFC 3339.
    @Test func `carries the time when it was first seen, also when its spec has changed`() {
        let node = SimulatedNode()
        func seen(_ pod: Pod) -> String? { node.snapshot(pod)?.pod.metadata.annotations["kubernetes.io/config.seen"] }
        var web = pod()
        node.apply([web])
        node.run(seconds: 5)
        let first = seen(web)
        #expect(first != nil && first == node.snapshot(web)?.createdAt.rfc3339Nano)
        web.spec.containers[0].args = ["more"]
        node.apply([web])
        node.run(seconds: 5)
        #expect(seen(web) == first)
    }
}

@Suite struct `A pod's generation` {
    @Test func `counts the changes of its spec, and its status says which it is about`() {
        let node = SimulatedNode()
        var web = pod()
        node.apply([web])
        node.run(seconds: 5)
        #expect(node.snapshot(web)?.pod.metadata.generation == 1 && node.status(web).observedGeneration == 1)
        web.metadata.labels["a"] = "b"
        node.apply([web])
        node.run(seconds: 5)
        #expect(node.status(web).observedGeneration == 1)
        web.spec.containers[0].args = ["more"]
        node.apply([web])
        node.run(seconds: 5)
        #expect(node.snapshot(web)?.pod.metadata.generation == 2 && node.status(web).observedGeneration == 2)
        let next = node.reborn()
        next.apply([web])
        next.run(seconds: 5)
        #expect(next.status(web).observedGeneration == 2)
    }
}
