import PodModel
import Probing
import Runtimes
import Supervision
import Testing

@Suite struct `A node's core` {
    @Test func `starts a pod and shows it running`() {
        let node = SimulatedNode()
        let web = pod()
        node.apply([web])
        node.run(seconds: 3)
        #expect(node.status(web).phase == .running)
    }
    @Test func `R05`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in .exits(1) }
        let web = pod()
        node.apply([web])
        node.run(seconds: 1000)
        #expect(node.starts() == [0, 0, 10, 30, 70, 150, 310, 610, 910])
    }
}
