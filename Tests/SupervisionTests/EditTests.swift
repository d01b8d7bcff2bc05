import PodModel
import SimulatedWorld
import Supervision
import Testing

/// A manifest that changes under a uid of its own, of a pod that does not run.
@Suite struct `An edit of a pod` {
    private func node(_ mode: AdmissionMode = .queue) -> SimulatedNode {
        SimulatedNode(
            facts: NodeFacts(
                nodeName: "n1", hostIP: "10.0.0.1", runtimeName: "process", staticPods: true,
                allocatable: ["cpu": Quantity(value: 1), "pods": Quantity(value: 110)], admission: mode))
    }

    private func wanting(cpu: Int64, _ policy: RestartPolicy = .always) -> Pod {
        var main = container("main")
        main.resources.requests["cpu"] = Quantity(milliValue: cpu)
        return pod(policy: policy, containers: [main])
    }

    private func log(_ node: SimulatedNode) -> [String] {
        node.trace.compactMap { if case .log(let line) = $0.action { line.message } else { nil } }
    }

    private static let inPlace = "The manifest changed in place: containers whose definition changed are restarted."

    @Test func `that waits is looked at anew, and its status says which one was looked at`() {
        let node = node()
        node.apply([wanting(cpu: 5_000)])
        node.run(seconds: 2)
        let changed = wanting(cpu: 4_000)
        node.apply([changed])
        node.run(seconds: 2)
        #expect(node.snapshot(changed)?.pod.metadata.generation == 2)
        #expect(node.status(changed).observedGeneration == 2)
        #expect(node.messages("FailedScheduling").count == 1)
        #expect(!log(node).contains(Self.inPlace))
        let small = wanting(cpu: 100)
        node.apply([small])
        node.run(seconds: 2)
        #expect(node.status(small).phase == .running && node.status(small).observedGeneration == 3)
    }

    @Test func `that was rejected says that it stays so, and how to go on`() {
        let node = node(.kubelet)
        node.apply([wanting(cpu: 5_000)])
        node.run(seconds: 2)
        let small = wanting(cpu: 100)
        node.apply([small])
        node.run(seconds: 60)
        #expect(node.status(small).phase == .failed && node.starts().isEmpty)
        #expect(log(node).contains { $0.hasPrefix("The manifest changed, but the pod was rejected") })
        #expect(!log(node).contains(Self.inPlace))
    }

    @Test func `is none when only its file has another name`() {
        let node = node()
        let web = wanting(cpu: 100)
        node.apply([web])
        node.run(seconds: 2)
        node.handle(.apply(DesiredSet([DesiredPod(pod: web, source: "other.yaml")])))
        node.run(seconds: 2)
        #expect(node.snapshot(web)?.source == "other.yaml")
        #expect(!log(node).contains(Self.inPlace))
    }

    @Test func `that has ended says that it is not started again`() {
        let node = node()
        node.runtime.behaviour = { _, _ in .exits(0, after: 1) }
        node.apply([wanting(cpu: 100, .never)])
        node.run(seconds: 5)
        let changed = wanting(cpu: 200, .never)
        node.apply([changed])
        node.run(seconds: 60)
        #expect(node.status(changed).phase == .succeeded && node.starts().count == 1)
        #expect(log(node).contains { $0.hasPrefix("The manifest changed, but the pod has ended") })
        #expect(!log(node).contains(Self.inPlace))
    }
}
