import PodModel
import SimulatedWorld
import Supervision
import Testing

/// Rows of kubelet-semantics 9 with real probe workers, the real core and everything else in virtual time.
@Suite struct `A container with a startup probe and a failing liveness probe` {
    private func probe() -> Probe {
        var probe = tcpProbe()
        (probe.periodSeconds, probe.failureThreshold) = (1, 1)
        return probe
    }

    @Test func `W09 is restarted for its liveness, but not before its startup probe has succeeded`() {
        let network = SimulatedNetwork()
        network.answer("main", .startup) { $0.seconds < 30 ? .error : .success }
        network.answer("main", .liveness) { _ in .failure }
        let node = SimulatedNode(network: network)
        let web = pod(containers: [container("main", liveness: probe(), startup: probe())])
        node.apply([web])
        node.run(seconds: 19)
        #expect(node.container(web)?.started == false && node.container(web)?.restartCount == 0)
        #expect(node.events.allSatisfy { !$0.message.contains("Liveness") })
        #expect(node.run(until: { node.container(web)?.restartCount == 1 }, within: 60))
        #expect(node.messages("Killing") == ["Container main failed liveness probe, will be restarted"])
        #expect(node.starts().count == 2 && node.starts()[1] >= 20)
    }
}
