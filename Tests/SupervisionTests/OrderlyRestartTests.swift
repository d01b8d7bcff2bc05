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

    @Test func `goes on with the back-off of a sidecar that ends again and again with 0`() {
        var side = container("s")
        side.restartPolicy = .always
        let web = pod(inits: [side], containers: [container("main")])
        let node = SimulatedNode()
        node.runtime.behaviour = { name, _ in name == "s" ? .exits(0, after: 1) : .steady }
        node.apply([web])
        node.run(seconds: 100)
        let starts = node.starts("s").count
        #expect(node.waitingReason(web, "s") == "CrashLoopBackOff")
        node.handle(.stopAll)
        node.run(seconds: 3)
        #expect(node.core.hasStopped)
        let next = node.reborn()
        next.apply([web])
        next.run(seconds: 20)
        #expect(next.starts("s").isEmpty && starts > 3)
    }
}
