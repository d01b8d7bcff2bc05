import PodModel
import Testing

@Suite struct `A pod's warnings` {
    private func paths(_ pod: Pod) -> [String] { pod.warnings().map(\.path.description) }
    private let something = JSONValue.array([.object([("name", .string("x"))])])

    @Test func `are none for what podprobe does, and for what changes nothing here`() {
        let pod = samplePod { pod in
            pod.spec.others = [
                "dnsPolicy": .string("ClusterFirst"), "schedulerName": .string("mine"),
                "enableServiceLinks": .bool(true),
                "imagePullSecrets": something, "volumes": .array([]), "securityContext": .object([]),
                "preemptionPolicy": .string("Never"), "os": .object([("name", .string("linux"))]),
                "hostUsers": .bool(true), "automountServiceAccountToken": .bool(false),
                "serviceAccount": .string("default"),
            ]
            pod.metadata.others = ["ownerReferences": something]
            pod.spec.serviceAccountName = "default"
            pod.spec.terminationGracePeriodSeconds = 5
            pod.spec.containers[0].others = ["stdin": .bool(false), "volumeMounts": .array([])]
            pod.spec.containers[0].resources.requests = quantities(["cpu": "1"])
            pod.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
            pod.spec.containers[0].livenessProbe = Probe()
            pod.spec.initContainers = [Container(name: "init", image: "i"), Container(name: "side", image: "s")]
            pod.spec.initContainers[1].restartPolicy = .always
            pod.spec.activeDeadlineSeconds = 10
            pod.spec.containers[0].lifecycle = Lifecycle()
            pod.spec.containers[0].lifecycle?.postStart = LifecycleHandler()
            pod.spec.containers[0].lifecycle?.postStart?.sleep = 1
        }
        #expect(pod.warnings() == [])
        #expect(pod.defaulted().warnings() == [])
        #expect(
            samplePod {
                $0.spec.hostNetwork = true; $0.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
            }
            .defaulted().warnings() == [])
    }

    @Test(arguments: [
        "dnsConfig", "ephemeralContainers", "hostAliases", "resourceClaims", "resources",
        "runtimeClassName", "schedulingGates", "securityContext", "setHostnameAsFQDN", "subdomain", "tolerations",
        "topologySpreadConstraints", "volumes",
    ]) func `name each field of the pod that would change it, and what happens instead`(field: String) {
        let warnings = samplePod { $0.spec.others[field] = something }.warnings()
        #expect(warnings.map(\.path.description) == ["spec.\(field)"])
        #expect(warnings.first?.message.isEmpty == false)
    }

    @Test(arguments: [
        ("dnsPolicy", JSONValue.string("None")), ("hostUsers", .bool(false)),
        ("os", .object([("name", .string("windows"))])), ("automountServiceAccountToken", .bool(true)),
        ("serviceAccount", .string("robot")), ("affinity", .fields(["podAntiAffinity": .object([])])),
    ]) func `look at the value where the field alone says too little`(field: String, value: JSONValue) {
        #expect(paths(samplePod { $0.spec.others[field] = value }) == ["spec.\(field)"])
    }

    @Test func `name a priority class that podprobe does not know`() {
        func paths(_ name: String, _ priority: Int32? = nil) -> [String] {
            samplePod { ($0.spec.priorityClassName, $0.spec.priority) = (name, priority) }.warnings().map(
                \.path.description)
        }
        #expect(paths("custom-high") == ["spec.priorityClassName"])
        #expect(paths("custom-high", 7) == [] && paths("system-node-critical") == [] && paths("") == [])
    }

    @Test func `say how a node gets the labels that the pod asks for`() {
        #expect(samplePod { $0.spec.nodeSelector = ["kubernetes.io/os": "linux"] }.labelWarnings() == [])
        #expect(
            samplePod { $0.spec.nodeSelector = ["disk": "ssd", "a/b": "c"] }.labelWarnings().map(\.message)
                == ["the pod waits until the node has these labels: podprobe run --node.labels a/b=c,disk=ssd"])
    }

    @Test func `name what is done in another way: hooks over TCP, stop signals, host names, ports and limits`() {
        let pod = samplePod { pod in
            pod.spec.hostname = "web"
            pod.spec.serviceAccountName = "robot"
            pod.spec.initContainers = [Container(name: "side", image: "s")]
            pod.spec.containers[0].lifecycle = Lifecycle()
            pod.spec.containers[0].lifecycle?.preStop = LifecycleHandler()
            pod.spec.containers[0].lifecycle?.preStop?.tcpSocket = TCPSocketAction()
            pod.spec.containers[0].lifecycle?.others = ["stopSignal": .string("SIGINT")]
            pod.spec.containers[0].resources.limits = quantities(["memory": "64Mi"])
            pod.spec.containers[0].resources.others = ["claims": something]
            pod.spec.containers[0].ports = [ContainerPort(containerPort: 80)]
            pod.spec.containers[0].ports[0].hostPort = 8080
        }
        #expect(
            paths(pod) == [
                "spec.hostname", "spec.serviceAccountName",
                "spec.containers[0].lifecycle.preStop.tcpSocket", "spec.containers[0].lifecycle.stopSignal",
                "spec.containers[0].ports[0].hostPort", "spec.containers[0].resources.limits",
                "spec.containers[0].resources.claims",
            ])
    }

    @Test func `name a path for last words that two containers share, unless it is the default`() {
        var first = Container(name: "first")
        var second = Container(name: "second")
        let third = Container(name: "third")
        let pod = {
            samplePod {
                $0.spec.initContainers = [first]; $0.spec.containers = [second, third]
            }
        }
        (first.terminationMessagePath, second.terminationMessagePath) = ("/run/said", "/run/said")
        #expect(paths(pod()) == ["spec.containers[0].terminationMessagePath"])
        #expect(pod().warnings()[0].description.contains("container first names it too"))
        second.terminationMessagePath = "/run/other"
        #expect(paths(pod()) == [])
        (first.terminationMessagePath, second.terminationMessagePath) = ("/dev/termination-log", "/dev/termination-log")
        #expect(paths(pod()) == [])
    }

    @Test func `name the container's fields, and can be shown`() {
        let names = ["resizePolicy", "restartPolicyRules", "securityContext", "volumeDevices", "volumeMounts"]
        let pod = samplePod { pod in
            for name in names { pod.spec.containers[0].others[name] = something }
            pod.spec.containers[0].others["tty"] = .bool(true)
        }
        #expect(paths(pod) == (names.prefix(3) + ["tty"] + names.suffix(2)).map { "spec.containers[0].\($0)" })
        #expect(
            samplePod { $0.spec.others["volumes"] = something }.warnings()[0].description
                == "spec.volumes: podprobe mounts no volumes; processes see the host's own files")
    }
}
