import PodModel
import SimulatedWorld
import Supervision
import Testing

@Suite struct `A kill` {
    @Test(arguments: [
        (KillReason.stopping, "Stopping container web"),
        (.liveness(willRestart: true), "Container web failed liveness probe, will be restarted"),
        (.liveness(willRestart: false), "Container web failed liveness probe"),
        (.startup(willRestart: true), "Container web failed startup probe, will be restarted"),
        (.startup(willRestart: false), "Container web failed startup probe"),
        (.definitionChanged, "Container web definition changed, will be restarted"),
        (.unknownState, "Container is in \"unknown\" state, try killing it before restart"),
    ])
    func `W03 W08 is told in the kubelet's words`(reason: KillReason, message: String) {
        #expect(reason.message("web") == message)
    }

    @Test func `R01 R02 takes the failed probe's own grace, else the pod's`() {
        let web = container("web", liveness: tcpProbe(grace: 5), startup: tcpProbe(grace: 7))
        let pod = pod(grace: 500, containers: [web])
        #expect(KillReason.liveness(willRestart: true).graceSeconds(pod: pod, container: web) == 5)
        #expect(KillReason.startup(willRestart: true).graceSeconds(pod: pod, container: web) == 7)
        #expect(KillReason.stopping.graceSeconds(pod: pod, container: web) == 500)
        #expect(KillReason.definitionChanged.graceSeconds(pod: pod, container: web) == 500)
        let plain = container("web", liveness: tcpProbe())
        #expect(KillReason.liveness(willRestart: true).graceSeconds(pod: pod, container: plain) == 500)
    }
}
