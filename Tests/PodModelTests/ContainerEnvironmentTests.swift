import PodModel
import Testing

@Suite struct `A container's environment` {
    private let facts = EnvironmentFacts(
        nodeName: "node-a", hostIPs: ["10.0.0.1", "fd00::1"], podIPs: ["10.1.0.7", "fd00::7"],
        allocatable: quantities(["cpu": "3500m", "memory": "8Gi", "hugepages-2Mi": "1Gi"]))

    private func variable(_ name: String, _ change: (inout EnvVarSource) -> Void) -> EnvVar {
        var variable = EnvVar(name: name, value: "")
        var source = EnvVarSource()
        change(&source)
        variable.valueFrom = source
        return variable
    }
    private func field(_ path: String) -> EnvVar {
        variable("F") {
            $0.fieldRef = ObjectFieldSelector()
            $0.fieldRef?.fieldPath = path
        }
    }
    private func resource(_ resource: String, container: String = "", divisor: String? = nil) -> EnvVar {
        variable("R") {
            $0.resourceFieldRef = ResourceFieldSelector()
            $0.resourceFieldRef?.resource = resource
            $0.resourceFieldRef?.containerName = container
            $0.resourceFieldRef?.divisor = divisor.map(quantity)
        }
    }
    private func key(_ name: String, _ key: String, optional: Bool = false) -> KeySelector {
        var selector = KeySelector()
        (selector.name, selector.key, selector.optional) = (name, key, optional)
        return selector
    }
    private func from(
        configMap: String? = nil, secret: String? = nil, prefix: String = "", optional: Bool = false
    ) -> EnvFromSource {
        func reference(_ name: String) -> ObjectReference {
            var reference = ObjectReference()
            (reference.name, reference.optional) = (name, optional)
            return reference
        }
        var source = EnvFromSource()
        source.prefix = prefix
        source.configMapRef = configMap.map(reference)
        source.secretRef = secret.map(reference)
        return source
    }

    private func resolve(
        _ env: [EnvVar], from sources: [EnvFromSource] = [], data: [String: [String: String]] = [:],
        _ change: (inout Pod) -> Void = { _ in }
    ) -> ResolvedEnvironment {
        let pod = samplePod { pod in
            pod.metadata.namespace = "test"
            pod.metadata.uid = "u-1"
            pod.metadata.labels = ["app.kubernetes.io/name": "web"]
            pod.metadata.annotations = ["note": "hello"]
            pod.spec.serviceAccountName = "robot"
            pod.spec.containers[0].env = env
            pod.spec.containers[0].envFrom = sources
            change(&pod)
        }
        return pod.spec.containers[0].environment(for: pod, facts) { data[$0.description] }
    }

    @Test func `expands in order, and leaves references to what comes later`() {
        let result = resolve([
            EnvVar(name: "B", value: "$(A)"), EnvVar(name: "A", value: "a"), EnvVar(name: "C", value: "$(A)$(B)$$(A)"),
            EnvVar(name: "D", value: "$(D)"),
        ])
        #expect(result.assignments == ["B=$(A)", "A=a", "C=a$(A)$(A)", "D=$(D)"])
        #expect(result.problems.isEmpty)
    }

    @Test func `has the last of two variables of a name, and those between see the first`() {
        let result = resolve([
            EnvVar(name: "A", value: "1"), EnvVar(name: "B", value: "$(A)"), EnvVar(name: "A", value: "$(A)2"),
        ])
        #expect(result.assignments == ["A=12", "B=1"])
    }

    @Test func `takes a value before a source`() {
        var both = field("metadata.name")
        both.value = "own"
        #expect(resolve([both]).assignments == ["F=own"])
    }

    @Test func `expands command and args with all of it`() {
        let result = resolve([EnvVar(name: "A", value: "a"), field("metadata.name")]) { pod in
            pod.spec.containers[0].command = ["run", "$(F)", "$$(F)"]
            pod.spec.containers[0].args = ["--a=$(A)", "$(X)"]
        }
        #expect(result.command == ["run", "web", "$(F)"])
        #expect(result.args == ["--a=a", "$(X)"])
    }

    // Looked up: ExtractFieldPathAsString (pkg/fieldpath/fieldpath.go) reads labels and annotations out of their map: a
    // key that is not there gives an empty text and no error.
    @Test(arguments: [
        ("metadata.name", "web"), ("metadata.namespace", "test"), ("metadata.uid", "u-1"), ("spec.nodeName", "node-a"),
        ("spec.serviceAccountName", "robot"), ("status.hostIP", "10.0.0.1"), ("status.hostIPs", "10.0.0.1,fd00::1"),
        ("status.podIP", "10.1.0.7"), ("metadata.labels['app.kubernetes.io/name']", "web"),
        ("metadata.annotations['note']", "hello"), ("metadata.labels['none']", ""),
    ]) func `takes fields of the pod`(path: String, value: String) {
        #expect(resolve([field(path)]).assignments == ["F=\(value)"])
    }

    @Test func `E07 joins both families of pod addresses, the node's own first`() {
        #expect(resolve([field("status.podIPs")]).assignments == ["F=10.1.0.7,fd00::7"])
    }

    // Looked up: defaultPodLimitsForDownwardAPI (pkg/kubelet/kubelet_resources.go) does so for cpu, memory and
    // ephemeral-storage. A pod-level limit takes allocatable's place (it is no cap); podprobe warns that it has none.
    @Test func `E05 takes the node's allocatable for a limit that is not set`() {
        #expect(resolve([resource("limits.memory")]).assignments == ["R=8589934592"])
        #expect(resolve([resource("limits.cpu")]).assignments == ["R=4"])
        #expect(resolve([resource("limits.cpu", divisor: "1m")]).assignments == ["R=3500"])
        #expect(resolve([resource("limits.ephemeral-storage")]).assignments == ["R=0"])
        let zero = resolve([resource("limits.memory")]) { pod in
            pod.spec.containers[0].resources.limits = quantities(["memory": "0"])
        }
        #expect(zero.assignments == ["R=8589934592"])
        #expect(resolve([resource("limits.hugepages-2Mi")]).assignments == ["R=0"])
    }

    @Test(arguments: [
        ("limits.cpu", nil, "1"), ("limits.cpu", "0", "1"), ("limits.cpu", "1m", "250"),
        ("limits.memory", nil, "67108865"),
        ("limits.memory", "1Mi", "65"), ("limits.memory", "1M", "68"), ("requests.cpu", "1m", "100"),
        ("requests.memory", nil, "0"),
    ]) func `divides resources and rounds up`(name: String, divisor: String?, value: String) {
        let result = resolve([resource(name, divisor: divisor)]) { pod in
            pod.spec.containers[0].resources.limits = quantities(["cpu": "250m", "memory": "67108865"])
            pod.spec.containers[0].resources.requests = quantities(["cpu": "100m"])
        }
        #expect(result.assignments == ["R=\(value)"])
    }

    @Test func `takes resources of another container, an init container too, and says which is not there`() {
        let withInit = { (pod: inout Pod) in
            pod.spec.initContainers = [Container(name: "init", image: "i")]
            pod.spec.initContainers[0].resources.limits = quantities(["cpu": "7"])
        }
        #expect(resolve([resource("limits.cpu", container: "init")], withInit).assignments == ["R=7"])
        #expect(resolve([resource("limits.cpu", container: "x")]).problems == ["container x not found"])
    }

    @Test func `takes envFrom in order with its prefix, below env`() {
        let result = resolve(
            [EnvVar(name: "B", value: "own$(P_A)")],
            from: [from(configMap: "one"), from(secret: "two"), from(configMap: "one", prefix: "P_")],
            data: ["ConfigMap test/one": ["A": "1", "B": "2"], "Secret test/two": ["A": "3"]])
        #expect(result.assignments == ["A=3", "B=own1", "P_A=1", "P_B=2"])
    }

    @Test func `leaves out keys that are no names, and says so`() {
        let result = resolve([], from: [from(configMap: "one")], data: ["ConfigMap test/one": ["a=b": "1", "ok": "2"]])
        #expect(result.assignments == ["ok=2"])
        #expect(result.warnings.count == 1)
        #expect(result.warnings.first?.contains("[a=b] from the EnvFrom configMap test/one") == true)
    }

    @Test func `takes keys of ConfigMaps and Secrets without expanding them`() {
        let result = resolve(
            [
                variable("A") { $0.configMapKeyRef = key("one", "k") },
                variable("B") { $0.secretKeyRef = key("two", "k") }, EnvVar(name: "C", value: "$(A)"),
            ],
            data: ["ConfigMap test/one": ["k": "$(X)"], "Secret test/two": ["k": "s"]])
        #expect(result.assignments == ["A=$(X)", "B=s", "C=$(X)"])
    }

    @Test func `names every required source that is missing, and skips the optional ones`() {
        let result = resolve(
            [
                variable("A") { $0.configMapKeyRef = key("one", "k") },
                variable("B") { $0.secretKeyRef = key("two", "k") },
                variable("C") { $0.configMapKeyRef = key("one", "k", optional: true) },
                variable("D") { $0.configMapKeyRef = key("there", "k") },
                variable("E") { $0.configMapKeyRef = key("there", "k", optional: true) },
            ],
            from: [from(configMap: "one"), from(secret: "two"), from(secret: "three", optional: true)],
            data: ["ConfigMap test/there": [:]])
        #expect(
            result.problems == [
                "configmap \"one\" not found", "secret \"two\" not found", "configmap \"one\" not found",
                "secret \"two\" not found", "couldn't find key k in ConfigMap test/there",
            ])
        #expect(result.assignments.isEmpty)
    }

    @Test func `P23 shows an exec probe its literals, empty where a value comes from elsewhere, and no envFrom`() {
        var container = Container(name: "app", image: "app")
        container.env = [EnvVar(name: "A", value: "value"), field("metadata.name")]
        container.envFrom = [from(configMap: "one")]
        let literals = container.literalEnvironment
        #expect(literals == ["A": "value", "F": ""])
        let command = ["$(A)", "[$(F)]", "$(C)"].map { text in Expansion.expand(text) { literals[$0] } }
        #expect(command == ["value", "[]", "$(C)"])
    }
}
