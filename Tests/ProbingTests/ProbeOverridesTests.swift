import PodModel
import Probing
import Testing

private func pod(_ annotations: [String: String]) -> Pod {
    var container = Container(name: "app")
    container.livenessProbe = Probe()
    container.livenessProbe?.periodSeconds = 10
    container.livenessProbe?.timeoutSeconds = 2
    container.livenessProbe?.initialDelaySeconds = 3
    var spec = PodSpec()
    spec.containers = [container]
    var metadata = ObjectMeta(name: "web", namespace: "default", uid: "u")
    metadata.annotations = annotations
    return Pod(metadata: metadata, spec: spec)
}

private func plan(_ annotations: [String: String]) throws -> ProbePlan {
    let pod = pod(annotations)
    return try #require(ProbePlan(pod: pod, container: pod.spec.containers[0], type: .liveness))
}

@Suite struct `A pod's podprobe annotations` {
    @Test func `make a probe's times finer than seconds`() throws {
        let plan = try plan([
            "podprobe.io/app.liveness.period": "250ms", "podprobe.io/app.liveness.timeout": "80ms",
            "podprobe.io/app.liveness.initialDelay": "1.5s",
        ])
        #expect(plan.periodNanoseconds == 250_000_000)
        #expect(plan.timeoutNanoseconds == 80_000_000)
        #expect(plan.initialDelayNanoseconds == 1_500_000_000)
    }

    @Test func `leave the probe's own seconds where they say nothing, or nothing that can be read`() throws {
        let plan = try plan([
            "podprobe.io/app.liveness.period": "soon", "podprobe.io/app.readiness.timeout": "1ms", "other/x": "y",
        ])
        #expect(plan.periodNanoseconds == 10_000_000_000)
        #expect(plan.timeoutNanoseconds == 2_000_000_000)
        #expect(plan.initialDelayNanoseconds == 3_000_000_000)
    }

    @Test func `are named with a reason when they have no effect`() {
        let warnings = ProbeOverrides.warnings(
            of: pod([
                "podprobe.io/app.liveness.period": "1ms", "podprobe.io/app.liveness.timeout": "100ms",
                "podprobe.io/app.readiness.period": "1s", "kubernetes.io/x": "y",
            ]))
        #expect(
            warnings.map(\.path.description) == [
                "metadata.annotations[podprobe.io/app.liveness.period]",
                "metadata.annotations[podprobe.io/app.readiness.period]",
            ])
        #expect(warnings.first?.message.hasSuffix("at least 10ms") == true)
        #expect(warnings.last?.message.contains("names no probe of this pod") == true)
    }

    @Test func `a container without such a probe has no plan`() {
        let pod = pod([:])
        #expect(ProbePlan(pod: pod, container: pod.spec.containers[0], type: .readiness) == nil)
    }
}
