import PodModel
import Testing

@Suite struct `The hash of a spec` {
    @Test func `is FNV-1a of 64 bits`() {
        var hash = StableHash()
        #expect(hash.hex == "cbf29ce484222325")
        hash.add("foobar".utf8)
        #expect(hash.hex == "85944171f73967e8")
        var small = StableHash()
        while small.value >> 60 != 0 { small.add(CollectionOfOne(1)) }
        #expect(small.hex.count == 16)
    }

    /// Every running container is restarted once when this changes: change it only on purpose.
    @Test func `of a known container stays what it was`() {
        let pod = samplePod { pod in
            pod.spec.containers[0].ports = [ContainerPort(name: "http", containerPort: 80)]
            pod.spec.containers[0].env = [EnvVar(name: "A", value: "1")]
            pod.spec.containers[0].resources.limits = quantities(["cpu": "1"])
            pod.spec.containers[0].livenessProbe = Probe()
            pod.spec.containers[0].livenessProbe?.tcpSocket = TCPSocketAction()
        }.defaulted()
        #expect(pod.spec.containers[0].specHash == "0824d78d9bebd622")
        #expect(pod.specHash == "77d855bc5642db76")
    }

    @Test func `changes with every field and not with their order or spelling`() {
        let base = samplePod().spec.containers[0].specHash
        let changes: [(inout Container) -> Void] = [
            { $0.name = "b" }, { $0.image = "b" }, { $0.command = ["a", "b"] }, { $0.args = ["nginx"] },
            { $0.workingDir = "/" }, { $0.env = [EnvVar(name: "A", value: "1")] },
            { $0.resources.limits = quantities(["cpu": "1"]) }, { $0.livenessProbe = Probe() },
            { $0.readinessProbe = Probe() }, { $0.startupProbe = Probe() }, { $0.lifecycle = Lifecycle() },
            { $0.ports = [ContainerPort(containerPort: 1)] }, { $0.others["tty"] = .bool(true) },
            { $0.restartPolicy = .always }, { $0.imagePullPolicy = "Never" }, { $0.terminationMessagePath = "/x" },
        ]
        let hashes = changes.map { samplePodOf(container: $0).spec.containers[0].specHash }
        #expect(Set(hashes + [base]).count == changes.count + 1)
        let fields = [("a", JSONValue.int(1)), ("b", .int(2))]
        let inOrder = samplePodOf { $0.others["securityContext"] = .object(fields) }
        let turned = samplePodOf { $0.others["securityContext"] = .object(fields.reversed()) }
        #expect(inOrder.specHash == turned.specHash)
        let milli = samplePodOf { $0.resources.limits = quantities(["cpu": "1000m"]) }
        #expect(milli.specHash == samplePodOf { $0.resources.limits = quantities(["cpu": "1"]) }.specHash)
    }

    @Test func `of a pod changes with its metadata and spec`() {
        let base = samplePod().specHash
        #expect(samplePod().specHash == base)
        #expect(samplePod { $0.metadata.labels["a"] = "b" }.specHash != base)
        #expect(samplePod { $0.spec.restartPolicy = .never }.specHash != base)
        #expect(samplePod { $0.spec.others["volumes"] = .array([]) }.specHash != base)
    }
}
