import PodModel
import Testing

@Suite struct `What a pod takes from its node` {
    private func container(_ name: String, _ requests: [String: String], sidecar: Bool = false) -> Container {
        var container = Container(name: name, image: name)
        container.resources.requests = quantities(requests)
        if sidecar { container.restartPolicy = .always }
        return container
    }

    @Test func `is the sum of its containers and sidecars, and the overhead`() {
        let pod = samplePod { pod in
            pod.spec.containers = [container("a", ["cpu": "1", "memory": "1Gi"]), container("b", ["cpu": "500m"])]
            pod.spec.initContainers = [container("s", ["cpu": "100m"], sidecar: true)]
            pod.spec.overhead = quantities(["memory": "10Mi"])
        }
        #expect(pod.effectiveRequests == quantities(["cpu": "1600m", "memory": "1034Mi"]))
    }

    @Test func `is its largest init container where that needs more, with the sidecars declared before`() {
        let pod = samplePod { pod in
            pod.spec.containers = [container("a", ["cpu": "1", "memory": "1Gi"])]
            pod.spec.initContainers = [
                container("s1", ["cpu": "200m"], sidecar: true), container("i1", ["cpu": "2", "example.com/gpu": "1"]),
                container("s2", ["cpu": "300m"], sidecar: true), container("i2", ["cpu": "1", "memory": "2Gi"]),
            ]
        }
        #expect(pod.effectiveRequests == quantities(["cpu": "2200m", "memory": "2Gi", "example.com/gpu": "1"]))
    }

    @Test func `is nothing where nothing is asked for`() {
        #expect(samplePod().effectiveRequests.isEmpty)
    }
}
