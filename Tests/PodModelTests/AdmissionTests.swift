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

    private func requirement(_ key: String, _ operator: String, _ values: String...) -> NodeSelectorRequirement {
        var one = NodeSelectorRequirement()
        (one.key, one.operator, one.values) = (key, `operator`, values)
        return one
    }

    private func term(_ expressions: [NodeSelectorRequirement], fields: [NodeSelectorRequirement] = [])
        -> NodeSelectorTerm
    {
        var term = NodeSelectorTerm()
        (term.matchExpressions, term.matchFields) = (expressions, fields)
        return term
    }

    private func isAccepted(_ terms: NodeSelectorTerm...) -> Bool {
        let all = obstacles { $0.spec.requiredNodeTerms = terms }
        #expect(all.isEmpty || all == [.nodeAffinity])
        return all.isEmpty
    }

    @Test func `is nothing for a pod that asks for nothing`() {
        #expect(obstacles { _ in } == [])
    }

    @Test func `is a label that the node does not have`() {
        #expect(obstacles { $0.spec.nodeSelector = ["disk": "ssd", "kubernetes.io/os": "linux"] } == [])
        #expect(obstacles { $0.spec.nodeSelector = ["disk": "hdd"] } == [.nodeAffinity])
        #expect(obstacles { $0.spec.nodeSelector = ["gpu": ""] } == [.nodeAffinity])
    }

    @Test func `is a required node affinity that does not hold`() {
        #expect(isAccepted(term([requirement("disk", "In", "hdd", "ssd")])))
        #expect(!isAccepted(term([requirement("disk", "In", "hdd")])))
        #expect(!isAccepted(term([requirement("gpu", "In", "")])))
        #expect(!isAccepted(term([requirement("disk", "NotIn", "ssd")])))
        #expect(isAccepted(term([requirement("gpu", "NotIn", "x")])))
        #expect(isAccepted(term([requirement("disk", "Exists")])))
        #expect(!isAccepted(term([requirement("gpu", "Exists")])))
        #expect(!isAccepted(term([requirement("disk", "DoesNotExist")])))
        #expect(isAccepted(term([requirement("gpu", "DoesNotExist")])))
        #expect(isAccepted(term([requirement("cores", "Gt", "4")])))
        #expect(!isAccepted(term([requirement("cores", "Gt", "8")])))
        #expect(isAccepted(term([requirement("cores", "Lt", "9")])))
        #expect(!isAccepted(term([requirement("disk", "Lt", "9")])))
    }

    @Test func `is no term of several that holds whole`() {
        let (no, yes) = (
            term([requirement("gpu", "Exists")]), term([], fields: [requirement("metadata.name", "In", "n1")])
        )
        #expect(isAccepted(no, yes))
        #expect(!isAccepted(no, term([])), "a term that asks for nothing matches nothing")
        #expect(!isAccepted())
        #expect(
            !isAccepted(term([requirement("disk", "Exists")], fields: [requirement("metadata.name", "NotIn", "n1")])))
        #expect(!isAccepted(term([requirement("disk", "Exists"), requirement("gpu", "Exists")])))
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
