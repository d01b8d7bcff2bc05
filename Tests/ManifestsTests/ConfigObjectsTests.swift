import Manifests
import PodModel
import TestSupport
import Testing

/// ConfigMaps and Secrets among the manifests (kubelet-semantics 6).
@Suite struct `A ConfigMap or Secret of the manifests` {
    private func data(_ text: String) -> [String: String]? {
        ManifestParser(file: "pod.yaml").parse(text).objects.first?.data
    }
    private func configMap(_ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n\(data)\n"
    }
    private func secret(_ data: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\n\(data)\n"
    }

    @Test func `gives its values, those of a Secret decoded, with stringData before data`() {
        #expect(data(configMap("data: {level: debug, empty: \"\"}")) == ["level": "debug", "empty": ""])
        #expect(data(configMap("binaryData: {logo: AAEC}\nimmutable: true")) == [:])
        #expect(
            data(secret("type: Opaque\ndata: {user: YWRtaW4=, pass: b2xk}\nstringData: {pass: new}"))
                == ["user": "admin", "pass": "new"])
        #expect(data(secret("data:\n  long: |\n    YWRt\n    aW4=\n")) == ["long": "admin"])
    }

    @Test func `says what is wrong with a value, without repeating a Secret's`() {
        #expect(
            issues(configMap("data: {port: 8080}")) == [
                "pod.yaml:4: error: data[port]: expected a string, found the number 8080; put it in quotes: port: \"8080\""
            ])
        #expect(
            issues(secret("data: {pass: hunter2!}")) == [
                "pod.yaml:4: error: data[pass]: the value is not base64: write the plain text under stringData, or encode it "
                    + "(printf %s VALUE | base64)"
            ])
    }

    @Test(arguments: [
        "stringData: {pass: 4711}", "stringData: {pass: 47.11}", "stringData: {pass: [4711]}", "stringData: [4711]",
        "stringData: {pass: {4711: 4711}}", "stringData: 4711", "data: 4711", "data: {pass: 4711}",
        "data: {pass: [4711]}",
        "data: [pass=4711]",
        "stringData: {pass: *4711}", "stringData: {pass: \"4711}",
        "stringData:\n  pass: 4711\n  pass: 4711", "stringData:\n- pass: 4711", "stringData:\n  pass:4711",
        "type: [4711]", "immutable: 4711", "binaryData: {a: 4711}",
        "data: {a: YQ==}\nmetadata: {name: keys, labels: 4711}",
        "metadata: {name: keys, annotations: {last-applied: {stringData: 4711}}}",
        "stringData: {pass:4711}", "data: {pass:4711, user: YQ==}", "stringData:\n  key:4711\n  user: a",
        "stringData:\n  user: a\n  value 4711",
        "stringData: {pass:4711, pass:4711}", "Kind: Secret\nstringData:\n  key:4711\n  user: a",
    ]) func `of a Secret is never repeated, whatever is wrong with it`(_ data: String) {
        let issues = issues(secret(data))
        #expect(!issues.isEmpty)
        #expect(!issues.joined().contains("4711"))
    }

    @Test func `of a Secret with a forgotten space is shown as far as it could be a key`() {
        let found = issues(secret("stringData: {pass:4711}"))
        let begin = "pod.yaml:4: error: stringData[pass…]: Invalid value: \"pass…\""
        #expect(found.count == 1 && found[0].hasPrefix(begin), "\(found)")
        let repaired = issues(secret("stringData:\n  key:4711\n  user: a"))
        #expect(repaired.contains { $0.hasSuffix("a space is missing after the colon") }, "\(repaired)")
    }

    @Test func `of a Secret that is no text gets a warning`() {
        #expect(
            issues(secret("data: {key: /w==}")) == [
                "pod.yaml:4: warning: data[key]: the value is not UTF-8: a container would get U+FFFD in place of the bytes "
                    + "that are no text"
            ])
    }

    @Test func `whose name comes twice is one mistake`() {
        #expect(issues(configMap("data:\n  a: x\n  a: y")).count == 1)
    }

    @Test func `has keys and a name that Kubernetes takes`() {
        #expect(
            issues(configMap("data: {\"a b\": x}")).first?.contains(
                "data[a b]: Invalid value: \"a b\": must consist of")
                == true)
        #expect(
            issues("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: My_Map}\n").first?
                .contains("metadata.name: Invalid value: \"My_Map\": must consist of lower case letters") == true)
        #expect(issues(configMap("dta: {a: b}")) == ["pod.yaml:4: error: dta: unknown field; did you mean data?"])
    }

    @Test func `never shows its values when it is printed`() throws {
        let object = try #require(ManifestParser(file: "f").parse(secret("stringData: {p: hunter2}")).objects.first)
        var dumped = ""
        dump(object, to: &dumped)
        #expect(!"\(object)\(dumped)\(String(reflecting: object))".contains("hunter2"))
        #expect("\(object)" == "Secret default/keys with 1 keys from f")
    }

    @Test func `of a name that another has is an error, and the last one counts`() throws {
        let folder = try TemporaryDirectory()
        _ = try folder.write(configMap("data: {level: debug}"), to: "a.yaml")
        _ = try folder.write(configMap("data: {level: info}"), to: "b.yaml")
        let load = ManifestLoader(nodeName: "n").load([folder.path])
        #expect(load.objects.map(\.data) == [["level": "info"]])
        #expect(load.issues.map(\.reason) == [.conflict])
        #expect(load.issues.first?.file.hasSuffix("a.yaml") == true)
    }
}

@Suite struct `The ledger's ConfigMaps and Secrets` {
    private let reference = ConfigReference(.configMap, namespace: "default", name: "settings")
    private func load(_ level: String?, broken: Bool = false, unreadable: Bool = false) -> ManifestLoad {
        var load = ManifestLoad()
        if let level { load.objects = [LoadedObject(reference: reference, file: "/m/c.yaml", data: ["level": level])] }
        if broken { load.issues = [ManifestIssue(.error, .parse, file: "/m/c.yaml", message: "bad")] }
        if unreadable { load.unreadablePaths = ["/m"] }
        return load
    }

    @Test func `stay as they were while their file is broken, until the next listing`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load("debug"), .periodic)
        #expect(ledger.configData == [reference: ["level": "debug"]])
        _ = ledger.apply(load(nil, broken: true), .changed)
        #expect(ledger.configData == [reference: ["level": "debug"]])
        _ = ledger.apply(load("info"), .changed)
        #expect(ledger.configData == [reference: ["level": "info"]])
        _ = ledger.apply(load(nil, broken: true), .periodic)
        #expect(ledger.configData == [:])
    }

    @Test func `stay as they were while their folder can't be looked into`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load("debug"), .periodic)
        _ = ledger.apply(load(nil, unreadable: true), .periodic)
        #expect(ledger.configData == [reference: ["level": "debug"]])
    }
}

@Suite struct `A manifest from an address` {
    private let url = "http://127.0.0.1/pods"
    private func pod(_ name: String) -> [UInt8] {
        Array(
            "{apiVersion: v1, kind: Pod, metadata: {name: \(name)}, spec: {containers: [{name: c, image: i}]}}".utf8)
    }
    private func load(_ bytes: [UInt8]?, good: [UInt8]? = nil, problem: String? = nil) -> ManifestLoad {
        var document = ManifestDocument(url: url)
        (document.bytes, document.lastGood, document.problem) = (bytes, good, problem)
        return ManifestLoader(nodeName: "Node-A").load([], documents: [document])
    }

    @Test func `makes static pods as a file does, with another source and uid`() throws {
        let pod = try #require(load(pod("web")).pods.first?.pod)
        #expect(pod.metadata.name == "web-node-a" && pod.metadata.namespace == "default")
        #expect(pod.metadata.annotations["kubernetes.io/config.source"] == "http")
        #expect(pod.metadata.annotations["kubernetes.io/config.hash"] == pod.metadata.uid)
        #expect(load(self.pod("web")).pods.first?.pod.metadata.uid == pod.metadata.uid)
        #expect(load(self.pod("web")).pods.first?.file == url)
        #expect(pod.spec.others["tolerations"] == nil, "a kubelet gives one to the pods of files only")
    }

    @Test func `may be a PodList`() {
        let list = "{apiVersion: v1, kind: PodList, items: [\(String(decoding: pod("a"), as: UTF8.self))]}"
        #expect(load(Array(list.utf8)).pods.map(\.originalName) == ["a"])
    }

    // Looked up: extractFromURL (pkg/kubelet/config/http.go) sends no update for what it can't read, so the source is not
    // ready, and a kubelet removes no pod before every source is.
    @Test func `that was broken from the beginning says of no pod that it is not wanted`() {
        func document(_ bytes: [UInt8]?, good: [UInt8]? = nil) -> ManifestDocument {
            var document = ManifestDocument(url: url)
            (document.bytes, document.lastGood) = (bytes, good)
            return document
        }
        func isComplete(_ document: ManifestDocument, _ reason: ManifestChange) -> Bool {
            ManifestLoader(nodeName: "n").load([], documents: [document]).isComplete(reason, [document])
        }
        let broken = Array("kind: Pod\nmetadata: {}\n".utf8)
        #expect(!isComplete(document(nil), .periodic) && !isComplete(document(broken), .periodic))
        #expect(isComplete(document(pod("web")), .changed))
        #expect(isComplete(document(broken, good: pod("web")), .periodic))
    }

    @Test func `that only shares a name with another manifest is good all the same`() {
        var second = ManifestDocument(url: url + "2")
        second.bytes = pod("web")
        var first = ManifestDocument(url: url)
        first.bytes = pod("web")
        let load = ManifestLoader(nodeName: "n").load([], documents: [first, second])
        #expect(load.invalidFiles == [url] && load.brokenFiles.isEmpty)
    }

    @Test func `that breaks keeps its pods, and its mistakes are told with its address`() {
        let broken = load(Array("apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {}\n".utf8), good: pod("web"))
        #expect(broken.pods.map(\.originalName) == ["web"])
        #expect(broken.invalidFiles == [url])
        #expect(broken.issues.first?.description.hasPrefix("\(url):") == true)
    }

    @Test func `that can't be fetched keeps its pods`() {
        let failing = load(pod("web"), good: pod("web"), problem: "can't be fetched: no answer")
        #expect(failing.pods.map(\.originalName) == ["web"])
        #expect(failing.issues.map(\.message) == ["can't be fetched: no answer"])
        #expect(load(nil, problem: "can't be fetched: no answer").pods.isEmpty)
    }
}

@Suite struct `A pod that refers to a ConfigMap or Secret` {
    private func warnings(_ reference: String) throws -> [String] {
        let folder = try TemporaryDirectory()
        _ = try folder.write(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: debug}\n", to: "c.yaml")
        _ = try folder.write(container("env:\n- {name: A, valueFrom: {\(reference)}}"), to: "pod.yaml")
        return ManifestLoader(nodeName: "n").load([folder.path]).issues.map {
            "\($0.severity) \($0.fieldPath): \($0.message)"
        }
    }

    @Test func `that no manifest has gets a warning, with a near miss`() throws {
        let wait = "the container waits in CreateContainerConfigError until there is one"
        #expect(
            try warnings("configMapKeyRef: {name: setings, key: level}") == [
                "warning spec.containers[0].env[0].valueFrom.configMapKeyRef: no manifest has the ConfigMap default/setings; "
                    + "\(wait); did you mean settings?"
            ])
        #expect(
            try warnings("configMapKeyRef: {name: settings, key: levl}") == [
                "warning spec.containers[0].env[0].valueFrom.configMapKeyRef: the ConfigMap default/settings has no key "
                    + "\"levl\"; \(wait); did you mean level?"
            ])
        #expect(try warnings("secretKeyRef: {name: keys, key: a}").count == 1)
    }

    @Test func `that is there, or optional, gets none`() throws {
        #expect(try warnings("configMapKeyRef: {name: settings, key: level}") == [])
        #expect(try warnings("secretKeyRef: {name: keys, key: a, optional: true}") == [])
    }
}
