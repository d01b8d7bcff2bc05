import Manifests
import PodModel
import Testing

private let containers = "spec: {containers: [{name: a, image: b}]}"

@Suite struct `An object of a manifest` {
    @Test func `F06 that is no Pod is refused, and says what to do`() {
        #expect(
            issues("apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 3}\n") == [
                "pod.yaml:2: error: kind: kind Deployment: podprobe runs Pods; put its pod template in a manifest of kind Pod"
            ])
        #expect(
            issues("apiVersion: apps/v1\nkind: deploymnt\n")[0].hasSuffix(
                "put its pod template in a manifest of kind Pod"))
        #expect(
            issues("apiVersion: v1\nkind: Service\n") == [
                "pod.yaml:2: error: kind: kind Service: podprobe runs Pods and has no use for it; move it out of the manifests"
            ])
        #expect(ManifestParser(file: "a").parse("apiVersion: v1\nkind: Service\n").issues.first?.reason == .unsupported)
    }

    @Test(arguments: [
        ("kind: pod", "2: kind: Unsupported value: \"pod\": did you mean Pod?"),
        ("kind: Pods", "2: kind: Unsupported value: \"Pods\": did you mean Pod?"),
        ("Kind: Pod", "2: Kind: unknown field; did you mean kind?"),
        ("kind: [Pod]", "2: kind: expected a string, found a list; write kind: Pod"),
        ("labels: {}", "1: kind: Required value: write kind: Pod"),
    ])
    func `with a wrong kind is explained`(line: String, said: String) {
        let found = ManifestParser(file: "a").parse("apiVersion: v1\n\(line)\nmetadata: {name: a}\n\(containers)\n")
            .issues
        #expect(found.map { "\($0.line): \($0.fieldPath): \($0.message)" }.contains(said), "\(found)")
    }

    @Test(arguments: [
        ("apiVersion: v2", #"apiVersion: Unsupported value: "v2": a Pod is of apiVersion v1; write apiVersion: v1"#),
        (
            "apiVersion: apps/v1",
            #"apiVersion: Unsupported value: "apps/v1": a Pod is of apiVersion v1; write apiVersion: v1"#
        ),
        ("status: {}", "apiVersion: Required value: write apiVersion: v1"),
        ("apiVersion: 1", #"apiVersion: expected a string, found the number 1; put it in quotes: apiVersion: "1""#),
        ("apiVerison: v1", "apiVerison: unknown field; did you mean apiVersion?"),
    ])
    func `with a wrong version is explained`(line: String, said: String) {
        #expect(issues("\(line)\nkind: Pod\nmetadata: {name: a}\n\(containers)\n") == ["pod.yaml:1: error: \(said)"])
    }

    @Test func `F06 without a name is refused`() {
        let said = issues("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: x}]}\n")
        #expect(said.count == 1 && said[0].hasPrefix("pod.yaml:1: error: metadata.name: Required value"), "\(said)")
    }

    @Test func `may be one of several documents, each read for itself`() {
        let good = "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\n\(containers)\n"
        let text =
            "# a comment\n---\n" + good.replacing("NAME", with: "one") + "---\n# nothing\n---\nkind: Pod\na: [\n...\n"
            + "--- # two\n" + good.replacing("NAME", with: "two")
        let result = ManifestParser(file: "a").parse(text)
        #expect(result.pods.map(\.pod.metadata.name) == ["one", "two"])
        #expect(result.pods.map(\.documentIndex) == [0, 2])
        #expect(result.issues.map(\.line) == [11], "\(result.issues)")
    }

    @Test func `may be an item of a list, with the item in its path`() {
        let text = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Pod
              metadata: {name: one}
              spec: {containers: [{name: a, image: b}]}
            - apiVersion: v1
              kind: Pod
              metadata: {name: two}
              spec: {containers: [{name: a}]}
            - kind: List
            """
        let result = ManifestParser(file: "a").parse(text)
        #expect(result.pods.map(\.pod.metadata.name) == ["one"])
        #expect(result.issues.map(\.fieldPath) == ["items[1].spec.containers[0].image", "items[2]"])
        #expect(result.issues.map(\.line) == [11, 12])
        #expect(
            issues("apiVersion: v1\nkind: List\n") == ["pod.yaml:1: error: items: Required value: a list has items"])
    }

    @Test func `need not say its kind in a PodList`() {
        let text = "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n  \(containers)\n- metadata: {}\n"
        let result = ManifestParser(file: "a").parse(text)
        #expect(result.pods.map(\.pod.metadata.name) == ["a"])
        #expect(result.issues.map(\.fieldPath) == ["items[1].metadata.name", "items[1].spec.containers"])
    }

    @Test func `of kind ConfigMap or Secret is kept as it is`() throws {
        let result = ManifestParser(file: "a").parse(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\ndata: {a: b}\n---\n"
                + "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: b}\n")
        #expect(result.issues == [])
        #expect(
            result.objects.map(\.reference.description) == ["ConfigMap ns/c", "Secret default/s"])
        #expect(result.objects.map(\.data) == [["a": "b"], ["a": "b"]])
        #expect(
            issues("apiVersion: v1\nkind: Secret\n") == [
                "pod.yaml:1: error: metadata.name: Required value: a Secret is found by its name"
            ])
    }

    @Test func `may use anchors, aliases and merge keys`() throws {
        let text = """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              containers:
              - &base
                name: one
                image: nginx
                env: &env [{name: A, value: b}]
              - <<: *base
                name: two
              - <<: [*base, {image: other, tty: true}]
                name: three
            """
        let pod = try #require(ManifestParser(file: "a").parse(text).pods.first).pod
        #expect(pod.spec.containers.map(\.name) == ["one", "two", "three"])
        #expect(pod.spec.containers.map(\.image) == ["nginx", "nginx", "nginx"])
        #expect(pod.spec.containers[1].env.first?.value == "b")
        #expect(pod.spec.containers[2].others["tty"] == .bool(true))
    }
}
