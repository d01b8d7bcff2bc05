import PodModel
import Testing

@Suite struct `The QoS class of a pod` {
    private func qos(
        requests: [String: String] = [:], limits: [String: String] = [:], _ change: (inout Pod) -> Void = { _ in }
    ) -> QOSClass {
        samplePod { pod in
            pod.spec.containers[0].resources.requests = quantities(requests)
            pod.spec.containers[0].resources.limits = quantities(limits)
            change(&pod)
        }.defaulted().qosClass
    }

    @Test func `Q01 is Guaranteed with limits only`() {
        #expect(qos(limits: ["cpu": "1", "memory": "1Gi"]) == .guaranteed)
        #expect(qos(requests: ["cpu": "1000m"], limits: ["cpu": "1", "memory": "1Gi"]) == .guaranteed)
    }

    @Test func `Q03 is Burstable where a request of 0 stands beside a limit`() {
        #expect(qos(requests: ["cpu": "0"], limits: ["cpu": "1", "memory": "1Gi"]) == .burstable)
    }

    @Test func `is BestEffort where nothing is asked for`() {
        #expect(qos() == .bestEffort)
        #expect(qos(requests: ["cpu": "0"], limits: ["memory": "0"]) == .bestEffort)
        #expect(qos(requests: ["ephemeral-storage": "1Gi", "example.com/gpu": "1"]) == .bestEffort)
    }

    @Test func `is Burstable in between`() {
        #expect(qos(requests: ["cpu": "100m"]) == .burstable)
        #expect(qos(limits: ["cpu": "1"]) == .burstable)
        #expect(qos(requests: ["memory": "1Gi"], limits: ["cpu": "1", "memory": "2Gi"]) == .burstable)
    }

    @Test func `looks at every container, init containers and sidecars too`() {
        let limits = ["cpu": "1", "memory": "1Gi"]
        #expect(qos(limits: limits) { $0.spec.initContainers = [Container(name: "i", image: "i")] } == .burstable)
        #expect(qos(limits: limits) { $0.spec.containers.append(Container(name: "b", image: "b")) } == .burstable)
        let both = qos(limits: limits) { pod in
            var sidecar = Container(name: "s", image: "s")
            sidecar.restartPolicy = .always
            sidecar.resources.limits = quantities(["cpu": "100m", "memory": "1Mi"])
            pod.spec.initContainers = [sidecar]
        }
        #expect(both == .guaranteed)
    }

    // Looked up: ComputePodQOS (core/v1/helper/qos/qos.go) goes by pod-level resources, where there are any (podprobe
    // warns that it does not). The newest copy judges each container alone, which differs for no valid pod.
    @Test func `compares sums, not containers`() {
        let crossed = qos(requests: ["cpu": "1"], limits: ["cpu": "2", "memory": "1Gi"]) { pod in
            var other = Container(name: "b", image: "b")
            other.resources.requests = quantities(["cpu": "2"])
            other.resources.limits = quantities(["cpu": "1", "memory": "1Gi"])
            pod.spec.containers.append(other)
        }
        #expect(crossed == .guaranteed)
    }
}
