import PodModel
import Testing

@Suite struct `An environment in a manifest` {
    private func errors(_ env: [EnvVar], from sources: [EnvFromSource] = []) -> [String] {
        details(env, from: sources).map { "\($0.path.description.dropFirst(19)): \($0.kind)" }
    }
    private func details(_ env: [EnvVar], from sources: [EnvFromSource] = []) -> [FieldError] {
        samplePodOf { container in
            container.env = env
            container.envFrom = sources
        }.fieldErrors()
    }
    private func variable(_ value: String = "", _ change: (inout EnvVarSource) -> Void) -> EnvVar {
        var variable = EnvVar(name: "A", value: value)
        var source = EnvVarSource()
        change(&source)
        variable.valueFrom = source
        return variable
    }
    private func field(_ path: String, version: String = "") -> EnvVar {
        variable {
            $0.fieldRef = ObjectFieldSelector()
            $0.fieldRef?.fieldPath = path
            $0.fieldRef?.apiVersion = version
        }
    }
    private func resource(_ name: String, divisor: String? = nil) -> EnvVar {
        variable {
            $0.resourceFieldRef = ResourceFieldSelector()
            $0.resourceFieldRef?.resource = name
            $0.resourceFieldRef?.divisor = divisor.map(quantity)
        }
    }
    private func key(_ name: String, _ key: String) -> KeySelector {
        var selector = KeySelector()
        (selector.name, selector.key) = (name, key)
        return selector
    }

    // Looked up: RelaxedEnvironmentVariableValidation is on by default since 1.32 (pkg/features/kube_features.go).
    @Test func `names its variables in printable ASCII without the equals sign`() {
        #expect(errors(["A", "a.b-c", "1x", "a b"].map { EnvVar(name: $0, value: "") }) == [])
        #expect(
            errors(["", "a=b", "é", "a\n"].map { EnvVar(name: $0, value: "") }) == [
                "env[0].name: required", "env[1].name: invalid", "env[2].name: invalid", "env[3].name: invalid",
            ])
        #expect(errors([EnvVar(name: "A", value: "1"), EnvVar(name: "A", value: "2")]) == [])
    }

    @Test func `has exactly one source in valueFrom, and no value beside it`() {
        #expect(errors([variable { _ in }]) == ["env[0].valueFrom: invalid"])
        let two = variable {
            $0.configMapKeyRef = key("a", "b")
            $0.secretKeyRef = key("a", "b")
        }
        #expect(errors([two]) == ["env[0].valueFrom: invalid"])
        #expect(details([two])[0].detail.contains("more than one"))
        #expect(errors([variable("x") { $0.secretKeyRef = key("a", "b") }]) == ["env[0].valueFrom: invalid"])
        #expect(errors([variable { $0.secretKeyRef = key("a", "b") }]) == [])
    }

    @Test(arguments: [
        "metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels['a/b']", "metadata.annotations['A']",
        "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]) func `takes these fields of the pod`(path: String) {
        #expect(errors([field(path)]) == [])
    }

    @Test(arguments: [
        ("", "fieldPath: required"), ("metadata.labels", "fieldPath: notSupported"),
        ("metadata.annotations", "fieldPath: notSupported"), ("status.phase", "fieldPath: notSupported"),
        ("spec.restartPolicy", "fieldPath: notSupported"), ("metadata.nam", "fieldPath: invalid"),
        ("spec.nodeName['a']", "fieldPath: invalid"),
    ]) func `takes no others`(path: String, error: String) {
        #expect(errors([field(path)]) == ["env[0].valueFrom.fieldRef.\(error)"])
    }

    @Test func `takes label keys by their rule, and API version v1 only`() {
        #expect(errors([field("metadata.labels['a/b/c']")]) == ["env[0].valueFrom.fieldRef: invalid"])
        #expect(errors([field("metadata.name", version: "v2")]) == ["env[0].valueFrom.fieldRef.fieldPath: invalid"])
    }

    @Test(arguments: [
        ("limits.cpu", "1m"), ("requests.cpu", "1"), ("limits.memory", "1Mi"), ("requests.memory", "1G"),
        ("limits.ephemeral-storage", "1Ki"), ("requests.hugepages-2Mi", "1"), ("limits.memory", "0"),
    ]) func `divides resources by these`(name: String, divisor: String) {
        #expect(errors([resource(name, divisor: divisor)]) == [])
        #expect(errors([resource(name)]) == [])
    }

    @Test(arguments: [
        ("limits.cpu", "2", "divisor: invalid"), ("limits.cpu", "1k", "divisor: invalid"),
        ("limits.memory", "1m", "divisor: invalid"), ("requests.memory", "2Mi", "divisor: invalid"),
        ("", "1", "resource: required"), ("limits.gpu", "1", "resource: notSupported"),
        ("cpu", "1", "resource: notSupported"), ("limit.cpu", "1", "resource: notSupported"),
        ("limits.", "1", "resource: notSupported"),
    ]) func `refuses other resources and divisors`(name: String, divisor: String, error: String) {
        #expect(errors([resource(name, divisor: divisor)]) == ["env[0].valueFrom.resourceFieldRef.\(error)"])
    }

    @Test func `names the object and the key of a reference`() {
        let bad = variable { $0.configMapKeyRef = key("No_Name", "") }
        #expect(
            errors([bad]) == [
                "env[0].valueFrom.configMapKeyRef.name: invalid", "env[0].valueFrom.configMapKeyRef.key: required",
            ])
        for name in ["a/b", "..", "..x", "."] {
            let one = variable { $0.secretKeyRef = key("ok", name) }
            #expect(errors([one]).allSatisfy { $0 == "env[0].valueFrom.secretKeyRef.key: invalid" }, "\(name)")
            #expect(!errors([one]).isEmpty, "\(name)")
        }
    }

    @Test func `has one named source in each envFrom`() {
        var none = EnvFromSource()
        none.prefix = "a="
        var both = EnvFromSource()
        both.configMapRef = ObjectReference()
        both.secretRef = ObjectReference()
        both.secretRef?.name = "ok"
        #expect(
            errors([], from: [none, both]) == [
                "envFrom[0].prefix: invalid", "envFrom[0]: invalid", "envFrom[1].configMapRef.name: required",
                "envFrom[1]: invalid",
            ])
    }
}
