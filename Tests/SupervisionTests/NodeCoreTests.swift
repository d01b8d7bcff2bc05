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
        for t in node.trace { print(t.seconds, t.action) }
        #expect(node.status(web).phase == .running)
    }
    @Test func `R05`() {
        let node = SimulatedNode()
        node.runtime.behaviour = { _, _ in .exits(1) }
        let web = pod()
        node.apply([web])
        node.run(seconds: 1000)
        print(node.starts())
        for t in node.trace.prefix(60) { print(t.seconds, t.action) }
        print(node.status(web))
    }
}
