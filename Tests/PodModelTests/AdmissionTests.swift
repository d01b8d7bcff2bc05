import PodModel
import Testing

@Suite struct `What stands in a pod's way` {
    private let labels = ["kubernetes.io/os": "linux", "disk": "ssd", "cores": "8"]
    private func admission(_ mode: AdmissionMode = .queue) -> Admission {
        Admission(
            allocatable: ["cpu": Quantity(value: 1), "pods": Quantity(value: 110)], nodeName: "n1", labels: labels,
            mode: mode)
    }

    private func obstacles(_ mode: AdmissionMode = .queue, _ change: (inout Pod) -> Void) -> [Admission.Obstacle] {
        admission(mode).obstacles(of: samplePod(change))
    }

    private func isAccepted(_ affinity: String) throws -> Bool {
        let required = try #require(JSONValue(parsing: affinity))
        return obstacles { pod in
            pod.spec.others["affinity"] = .fields([
                "nodeAffinity": .fields(["requiredDuringSchedulingIgnoredDuringExecution": required])
            ])
        }.isEmpty
    }

    @Test func `is nothing for a pod that asks for nothing`() {
        #expect(obstacles { _ in } == [])
    }

    @Test func `is a label that the node does not have`() {
        #expect(obstacles { $0.spec.nodeSelector = ["disk": "ssd", "kubernetes.io/os": "linux"] } == [])
        #expect(obstacles { $0.spec.nodeSelector = ["disk": "hdd"] } == [.nodeAffinity])
        #expect(obstacles { $0.spec.nodeSelector = ["gpu": ""] } == [.nodeAffinity])
    }

    @Test(arguments: [
        (#"{"key": "disk", "operator": "In", "values": ["hdd", "ssd"]}"#, true),
        (#"{"key": "disk", "operator": "In", "values": ["hdd"]}"#, false),
        (#"{"key": "gpu", "operator": "In", "values": [""]}"#, false),
        (#"{"key": "disk", "operator": "NotIn", "values": ["ssd"]}"#, false),
        (#"{"key": "gpu", "operator": "NotIn", "values": ["x"]}"#, true),
        (#"{"key": "disk", "operator": "Exists"}"#, true), (#"{"key": "gpu", "operator": "Exists"}"#, false),
        (#"{"key": "disk", "operator": "DoesNotExist"}"#, false),
        (#"{"key": "gpu", "operator": "DoesNotExist"}"#, true),
        (#"{"key": "cores", "operator": "Gt", "values": ["4"]}"#, true),
        (#"{"key": "cores", "operator": "Gt", "values": ["8"]}"#, false),
        (#"{"key": "cores", "operator": "Lt", "values": ["9"]}"#, true),
        (#"{"key": "disk", "operator": "Lt", "values": ["9"]}"#, false),
        (#"{"key": "disk", "operator": "Like", "values": ["s"]}"#, false),
    ]) func `is a required node affinity that does not hold`(_ requirement: String, _ holds: Bool) throws {
        let terms = #"{"nodeSelectorTerms": [{"matchExpressions": [\#(requirement)]}]}"#
        #expect(try isAccepted(terms) == holds)
    }

    @Test func `is no term of several that holds whole`() throws {
        let no = #"{"matchExpressions": [{"key": "gpu", "operator": "Exists"}]}"#
        let yes = #"{"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}"#
        #expect(try isAccepted(#"{"nodeSelectorTerms": [\#(no), \#(yes)]}"#))
        #expect(
            try !isAccepted(#"{"nodeSelectorTerms": [\#(no), {}]}"#), "a term that asks for nothing matches nothing")
        #expect(try !isAccepted(#"{"nodeSelectorTerms": []}"#))
        let both =
            #"{"matchExpressions": [{"key": "disk", "operator": "Exists"}], "matchFields": [{"key": "metadata.name", "#
            + #""operator": "NotIn", "values": ["n1"]}]}"#
        #expect(try !isAccepted(#"{"nodeSelectorTerms": [\#(both)]}"#))
    }

    @Test func `is another system than Linux`() {
        #expect(obstacles { $0.spec.others["os"] = .fields(["name": .string("windows")]) } == [.system])
        #expect(obstacles { $0.spec.others["os"] = .fields(["name": .string("linux")]) } == [])
        #expect(obstacles { $0.metadata.labels["kubernetes.io/os"] = "windows" } == [.systemLabel])
    }

    @Test func `is a host port that another pod has, whose address is the same or any`() {
        func pod(_ port: Int32, _ address: String = "", _ protocol: String = "TCP", sidecar: Bool = false) -> Pod {
            samplePod { pod in
                var one = ContainerPort(containerPort: 80)
                (one.hostPort, one.hostIP, one.protocol) = (port, address, `protocol`)
                pod.spec.containers[0].ports = [one]
                if sidecar {
                    pod.spec.initContainers = pod.spec.containers
                    pod.spec.initContainers[0].restartPolicy = .always
                    pod.spec.containers[0].ports = []
                }
            }
        }
        func isTaken(_ first: Pod, _ second: Pod) -> Bool {
            var admission = admission()
            admission.add(first.demand, of: "shop/first")
            let obstacles = admission.obstacles(of: second)
            let words = "the host port \(first.hostPorts.map(\.description).joined()) belongs to the pod shop/first"
            #expect(obstacles.isEmpty || obstacles.inWords == words)
            return !obstacles.isEmpty
        }
        #expect(isTaken(pod(80), pod(80)))
        #expect(isTaken(pod(80, sidecar: true), pod(80)))
        #expect(isTaken(pod(80, "10.0.0.1"), pod(80)))
        #expect(isTaken(pod(80, "0.0.0.0"), pod(80, "10.0.0.1")))
        #expect(!isTaken(pod(80, "10.0.0.1"), pod(80, "10.0.0.2")))
        #expect(!isTaken(pod(80), pod(80, "", "UDP")))
        #expect(!isTaken(pod(80), pod(81)) && !isTaken(pod(0), pod(0)))
    }

    @Test func `is an extended resource that the node does not have, except for a kubelet`() {
        let gpu = { (pod: inout Pod) in pod.spec.containers[0].resources.requests = ["a.com/gpu": Quantity(value: 1)] }
        #expect(obstacles(.queue, gpu).map(\.isHopeless) == [true])
        #expect(obstacles(.kubelet, gpu) == [])
    }

    // Looked up: pkg/kubelet/lifecycle/predicate.go and pkg/kubelet/preemption for the reasons and messages, the names and
    // words of the plugins nodeaffinity and nodeports of the scheduler; an end-to-end test of Kubernetes has the whole
    // sentence of NodePorts.
    @Test func `is told in a kubelet's words: what is no resource comes first for a static pod`() {
        let all = obstacles { pod in
            pod.spec.containers[0].resources.requests = ["cpu": Quantity(value: 2)]
            pod.spec.nodeSelector = ["gpu": "yes"]
        }
        #expect(all.count == 2)
        #expect(
            all.refusal(isStatic: true) == (
                "NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
            ))
        #expect(all.refusal(isStatic: false).reason == "OutOfcpu")
        let ports = [Admission.Obstacle.hostPorts([])]
        #expect(
            ports.refusal(isStatic: true) == (
                "NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"
            ))
        #expect([Admission.Obstacle.system].refusal(isStatic: true).reason == "PodOSNotSupported")
        #expect([Admission.Obstacle.systemLabel].refusal(isStatic: true).reason == "PodOSSelectorNodeLabelDoesNotMatch")
    }

    @Test func `is told in a scheduler's words: affinity, then ports, then resources`() {
        let start = "0/1 nodes are available: 1 node(s) didn't "
        let shortage = obstacles { $0.spec.containers[0].resources.requests = ["cpu": Quantity(value: 2)] }[0]
        #expect(
            [shortage, .nodeAffinity, .hostPorts([])].schedulerMessage
                == start
                + "match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not "
                + "helpful for scheduling.")
        #expect(
            [shortage, .hostPorts([])].schedulerMessage
                == start + "have free ports for the requested pod ports. preemption: 0/1 nodes are available: 1 No "
                + "preemption victims found for incoming pod.")
    }
}
