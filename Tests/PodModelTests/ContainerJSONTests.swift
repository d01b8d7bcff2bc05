import PodModel
import Testing

@Suite struct `A container as the API shows it` {
    private func variable(_ name: String, _ change: (inout EnvVarSource) -> Void) -> EnvVar {
        var variable = EnvVar(name: name, value: "")
        var source = EnvVarSource()
        change(&source)
        variable.valueFrom = source
        return variable
    }

    @Test func `has its own fields only when they say something`() {
        var container = Container(name: "app", image: "")
        #expect(container.json.text == #"{"name":"app","resources":{}}"#)
        container.args = ["-v"]
        container.workingDir = "/srv"
        container.resources.requests = quantities(["memory": "1024Ki", "cpu": "0.25"])
        container.resources.limits = quantities(["cpu": "1e3"])
        #expect(
            container.json.text == """
                {"args":["-v"],"name":"app","resources":{"limits":{"cpu":"1e3"},\
                "requests":{"cpu":"250m","memory":"1Mi"}},"workingDir":"/srv"}
                """)
    }

    @Test func `shows ports whole`() {
        var container = Container(name: "app", image: "")
        var port = ContainerPort(name: "http", containerPort: 80)
        (port.hostPort, port.hostIP, port.protocol) = (8080, "127.0.0.1", "UDP")
        container.ports = [port]
        #expect(
            container.json["ports"]?.text == """
                [{"containerPort":80,"hostIP":"127.0.0.1","hostPort":8080,"name":"http","protocol":"UDP"}]
                """)
    }

    @Test func `shows where its environment comes from`() {
        var container = Container(name: "app", image: "")
        var key = KeySelector()
        (key.name, key.key, key.optional) = ("one", "k", true)
        container.env = [
            EnvVar(name: "A", value: "1"), EnvVar(name: "EMPTY", value: ""),
            variable("F") {
                $0.fieldRef = ObjectFieldSelector()
                $0.fieldRef?.apiVersion = "v1"
                $0.fieldRef?.fieldPath = "metadata.name"
            },
            variable("R") {
                $0.resourceFieldRef = ResourceFieldSelector()
                $0.resourceFieldRef?.containerName = "app"
                $0.resourceFieldRef?.resource = "limits.cpu"
            },
            variable("C") { $0.configMapKeyRef = key }, variable("S") { $0.secretKeyRef = key },
        ]
        var reference = ObjectReference()
        reference.name = "two"
        var source = EnvFromSource()
        (source.prefix, source.secretRef, source.configMapRef) = ("P_", reference, reference)
        container.envFrom = [source]
        #expect(
            container.json["env"]?.text == """
                [{"name":"A","value":"1"},{"name":"EMPTY"},\
                {"name":"F","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}},\
                {"name":"R","valueFrom":{"resourceFieldRef":{"containerName":"app","divisor":"0",\
                "resource":"limits.cpu"}}},\
                {"name":"C","valueFrom":{"configMapKeyRef":{"key":"k","name":"one","optional":true}}},\
                {"name":"S","valueFrom":{"secretKeyRef":{"key":"k","name":"one","optional":true}}}]
                """)
        #expect(
            container.json["envFrom"]?.text
                == #"[{"configMapRef":{"name":"two"},"prefix":"P_","secretRef":{"name":"two"}}]"#)
    }

    @Test func `shows probes of every kind, with numbers that are set`() {
        var probe = Probe()
        probe.exec = ExecAction(command: ["cat", "/x"])
        probe.terminationGracePeriodSeconds = 5
        probe.periodSeconds = 10
        #expect(
            probe.json.text
                == #"{"exec":{"command":["cat","/x"]},"periodSeconds":10,"terminationGracePeriodSeconds":5}"#)
        probe = Probe()
        var action = HTTPGetAction()
        (action.path, action.port, action.host, action.scheme) = ("/", .string("http"), "h", "HTTPS")
        action.httpHeaders = [HTTPHeader(name: "X-A", value: "")]
        probe.httpGet = action
        #expect(
            probe.json.text == """
                {"httpGet":{"host":"h","httpHeaders":[{"name":"X-A","value":""}],"path":"/","port":"http",\
                "scheme":"HTTPS"}}
                """)
        probe = Probe()
        probe.tcpSocket = TCPSocketAction()
        probe.tcpSocket?.port = .int(80)
        probe.grpc = GRPCAction()
        probe.grpc?.port = 9000
        (probe.initialDelaySeconds, probe.timeoutSeconds, probe.successThreshold, probe.failureThreshold) = (1, 2, 3, 4)
        #expect(
            probe.json.text == """
                {"failureThreshold":4,"grpc":{"port":9000,"service":""},"initialDelaySeconds":1,"successThreshold":3,\
                "tcpSocket":{"port":80},"timeoutSeconds":2}
                """)
    }

    @Test func `shows hooks`() {
        var container = Container(name: "app", image: "")
        container.lifecycle = Lifecycle()
        container.lifecycle?.postStart = LifecycleHandler()
        container.lifecycle?.postStart?.sleep = 0
        container.lifecycle?.preStop = LifecycleHandler()
        container.lifecycle?.preStop?.exec = ExecAction(command: ["a"])
        container.lifecycle?.others = ["stopSignal": .string("SIGINT")]
        #expect(
            container.json["lifecycle"]?.text
                == #"{"postStart":{"sleep":{"seconds":0}},"preStop":{"exec":{"command":["a"]}},"stopSignal":"SIGINT"}"#)
    }
}
