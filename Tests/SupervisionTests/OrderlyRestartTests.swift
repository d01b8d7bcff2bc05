import PodModel
import SimulatedWorld
import Supervision
import Testing

/// podprobe that is stopped and started again, in order.
@Suite struct `An orderly restart of podprobe` {
    @Test func `lets no init container wait that has completed, however often`() {
        let web = pod(inits: [container("i")], containers: [container("main")])
        var node = SimulatedNode()
        for restarts in 0..<6 {
            node.runtime.behaviour = { name, _ in name == "i" ? .exits(0, after: 1) : .steady }
            node.apply([web])
            node.run(seconds: 5)
            #expect(node.container(web)?.short.hasPrefix("running") == true, "restart \(restarts)")
            node.handle(.stopAll)
            // Soon enough that the shortest back-off would not be over.
            node.run(seconds: 2)
            #expect(node.core.hasStopped)
            node = node.reborn()
        }
    }
}
