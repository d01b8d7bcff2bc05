import Foundation
import Manifests
import PodModel
import TestSupport
import Testing

/// A pod's manifest with that name.
func manifest(_ name: String, image: String = "nginx", comment: String = "") -> String {
    "\(comment)apiVersion: v1\nkind: Pod\nmetadata: {name: \(name)}\nspec: {containers: [{name: a, image: \(image)}]}\n"
}

@Suite struct `Loading manifests` {
    private let folder: TemporaryDirectory
    private let loader = ManifestLoader(nodeName: "Node-A")

    init() throws { folder = try TemporaryDirectory() }

    private func load(_ files: [String: String]) throws -> ManifestLoad {
        for (name, text) in files { _ = try folder.write(text, to: name) }
        return loader.load([folder.path])
    }

    // Looked up: pkg/kubelet/types/pod_update.go spells config.hash, config.source and config.seen. applyDefaults
    // (config/common.go) sets the first; merge (config/config.go) the others.
    @Test func `F04 names pods after their node and says where they come from`() throws {
        let load = try load(["web.yaml": manifest("web")])
        let loaded = try #require(load.pods.first)
        let pod = loaded.pod
        #expect(pod.metadata.name == "web-node-a")
        #expect(loaded.originalName == "web")
        #expect(pod.metadata.namespace == "default")
        #expect(pod.spec.nodeName == "Node-A")
        #expect(pod.metadata.annotations["kubernetes.io/config.hash"] == pod.metadata.uid)
        #expect(pod.metadata.annotations["kubernetes.io/config.source"] == "file")
        #expect(pod.metadata.uid.count == 32 && pod.metadata.uid.allSatisfy(\.isHexDigit))
        #expect(pod.spec.terminationGracePeriodSeconds == 30, "the pod is defaulted")
        #expect(loaded.file == folder.file("web.yaml"))
        #expect(load.validFiles == [folder.file("web.yaml")])
    }

    @Test func `shows what others warn of where it stands, of every pod of a list`() throws {
        let loader = ManifestLoader(nodeName: "a") { pod in
            [PodWarning(FieldPath("metadata").field("annotations").key("x/y"), "about \(pod.metadata.name)")]
        }
        func item(_ name: String) -> String {
            "- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: \(name)\n    annotations:\n      x/y: z\n"
                + "  spec: {containers: [{name: a, image: nginx}]}\n"
        }
        let file = try folder.write("apiVersion: v1\nkind: List\nitems:\n" + item("one") + item("two"), to: "l.yaml")
        let load = loader.load([folder.path])
        #expect(
            load.issues.map(\.description) == [
                "\(file):9: warning: items[0].metadata.annotations[x/y]: about one",
                "\(file):16: warning: items[1].metadata.annotations[x/y]: about two",
            ])
        #expect(load.pods.count == 2 && !load.hasErrors)
    }

    @Test(arguments: [
        ("", #"[{"effect":"NoExecute","operator":"Exists"}]"#),
        (", tolerations: [{effect: NoExecute, operator: Exists}]", #"[{"effect":"NoExecute","operator":"Exists"}]"#),
        (
            ", tolerations: [{operator: Exists, tolerationSeconds: 9, effect: NoExecute}]",
            #"[{"effect":"NoExecute","operator":"Exists"}]"#
        ),
        (
            ", tolerations: [{key: a, operator: Exists}]",
            #"[{"key":"a","operator":"Exists"},{"effect":"NoExecute","operator":"Exists"}]"#
        ),
    ]) func `lets a file's pod stay on a node with any taint`(_ spec: String, _ tolerations: String) throws {
        let text =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: i}]\(spec)}\n"
        let pod = try #require(try load(["a.yaml": text]).pods.first?.pod)
        #expect(pod.spec.others["tolerations"]?.text == tolerations)
    }

    @Test func `gives the same uid for the same content only`() throws {
        func uid(_ text: String, _ name: String = "web.yaml") throws -> String {
            _ = try folder.write(text, to: name)
            return try #require(loader.load([folder.file(name)]).pods.first).pod.metadata.uid
        }
        let uid1 = try uid(manifest("web"))
        #expect(try uid(manifest("web", comment: "# why\n\n---\n")) == uid1)
        let reordered =
            "kind: Pod\nspec:\n  containers:\n  - image: 'nginx'\n    name: a\nmetadata:\n  name: web\napiVersion: v1\n"
        #expect(try uid(reordered) == uid1)
        #expect(try uid(manifest("web", image: "other")) != uid1)
        #expect(try uid(manifest("web"), "other.yaml") != uid1)
        #expect(try uid("# nothing\n---\n" + manifest("web")) == uid1)
        #expect(try uid(manifest("web").replacing("metadata: {", with: "metadata: {labels: {}, ")) == uid1)
        #expect(try uid(manifest("web").replacing("spec: {", with: "spec: {restartPolicy: Always, ")) == uid1)
        #expect(try uid(manifest("web").replacing("spec: {", with: "spec: {restartPolicy: Never, ")) != uid1)
        let second = try folder.write(manifest("other") + "---\n" + manifest("web"), to: "two.yaml")
        let pods = loader.load([second]).pods
        #expect(Set(pods.map(\.pod.metadata.uid)).count == 2)
        _ = try folder.write(manifest("new") + "---\n" + manifest("other") + "---\n" + manifest("web"), to: "two.yaml")
        #expect(loader.load([second]).pods.suffix(2).map(\.pod) == pods.map(\.pod), "one before them changes nothing")
        #expect(ManifestLoader(nodeName: "node-b").load([folder.path]).pods.first?.pod.metadata.uid != uid1)
    }

    @Test func `gives a known pod a known uid, or an update of podprobe would replace every pod`() {
        var document = ManifestDocument(url: "http://127.0.0.1/web")
        document.bytes = Array(manifest("web").utf8)
        let pod = ManifestLoader(nodeName: "n").load([], documents: [document]).pods.first?.pod
        #expect(pod?.metadata.uid == "390075da78167ea26574e256b8575b3c")
    }

    @Test func `gives the same uid however the path is written`() throws {
        _ = try folder.write(manifest("web"), to: "web.yaml")
        let plain = loader.load([folder.path]).pods.map(\.pod)
        #expect(!plain.isEmpty)
        #expect(loader.load([folder.path + "/"]).pods.map(\.pod) == plain)
        #expect(loader.load([folder.path + "/./web.yaml"]).pods.map(\.pod) == plain)
        #expect(
            loader.load([folder.path + "//../" + (folder.path as NSString).lastPathComponent]).pods.map(\.pod) == plain)
    }

    @Test func `keeps a uid that the manifest gives`() throws {
        let load = try load(["a": manifest("a").replacing("{name: a}\nspec", with: "{name: a, uid: mine}\nspec")])
        #expect(load.pods.first?.pod.metadata.uid == "mine")
        #expect(load.pods.first?.pod.metadata.annotations["kubernetes.io/config.hash"] == "mine")
    }

    @Test func `reads every file of a folder but dot-files, in the order of names, and no sub-folder`() throws {
        let inner = folder.file("inner")
        try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
        try manifest("inner").write(toFile: inner + "/x.yaml", atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("c.link"), withDestinationPath: inner + "/x.yaml")
        mkfifo(folder.file("pipe"), 0o600)
        let load = try load(["b.yaml~": manifest("b"), "a": manifest("a"), ".hidden.yaml": manifest("hidden")])
        #expect(load.pods.map(\.originalName) == ["a", "b", "inner"])
        #expect(load.issues == [])
    }

    @Test func `F06 runs the good files beside every kind of bad one`() throws {
        let load = try load([
            "good.yaml": manifest("good"), "nameless.yaml": manifest("x").replacing("name: x", with: "labels: {}"),
            "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\n", "empty.yaml": "",
            "README.md": "# Pods\n\nAll of them.\n",
            "broken.yaml": "kind: Pod\na: [b",
        ])
        #expect(load.pods.map(\.originalName) == ["good"])
        #expect(load.validFiles == [folder.file("good.yaml")])
        #expect(load.invalidFiles.count == 5)
        #expect(Set(load.issues.map(\.reason)) == [.validate, .unsupported, .parse])
        #expect(Set(load.issues.map(\.file)) == Set(load.invalidFiles))
    }

    @Test func `refuses a huge file by its size, without reading it`() throws {
        let huge = try folder.write("", to: "huge.yaml")
        #expect(truncate(huge, 100 << 20) == 0)
        let load = loader.load([folder.path])
        #expect(
            load.issues.map(\.description) == [
                "\(huge): error: can't be read: the file has 100 MiB, and a manifest may have 10 MiB: it was not read"
            ])
        #expect(load.invalidFiles == [huge])
        #expect(load.issues.first?.reason == .read)
    }

    @Test func `F05 of a folder that is not there finds nothing, and says so`() {
        let load = loader.load([folder.file("missing")])
        #expect(load.issues.map(\.description) == ["\(folder.file("missing")): error: no such file or folder"])
        #expect(load.unreadablePaths == [] && load.invalidFiles == [] && load.pods == [])
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `tells a folder that may not be looked into from one that is empty`() throws {
        let locked = folder.file("locked")
        try FileManager.default.createDirectory(atPath: locked, withIntermediateDirectories: true)
        chmod(locked, 0)
        defer { chmod(locked, 0o700) }
        let load = loader.load([locked])
        #expect(load.unreadablePaths == [locked])
        #expect(load.issues.first?.message.contains("Permission denied (13)") == true)
    }

    @Test(.inAProcessOfItsOwn) func `tells a file that can't be read from one that is broken, in a process of its own`()
        async
    {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryDirectory()
            let broken = try folder.write("kind: Pod", to: "b.yaml")
            let loader = ManifestLoader(nodeName: "n")
            #expect(loader.load([broken]).unreadablePaths == [])
            #expect(loader.load([broken]).givenFiles == [broken])
            let shortage = DescriptorShortage()
            let load = loader.load([broken])
            shortage.end()
            #expect(load.unreadablePaths == [broken])
            let message = "can't be read: open: Too many open files (24); its pods stay as they are"
            #expect(load.issues.map(\.message) == [message])
        }
    }

    @Test func `that is given a device says so`() {
        #expect(
            loader.load(["/dev/null"]).issues.map(\.description) == [
                "/dev/null: error: it is neither a file nor a folder"
            ])
    }

    // Looked up: extractFromDir (pkg/kubelet/config/file.go) goes by sorted names, and its store has one place for a
    // namespace and name: the last one stays.
    @Test func `lets the last of two pods with one name run, and names both files`() throws {
        let load = try load(["a.yaml": manifest("web", image: "one"), "b.yaml": manifest("web", image: "two")])
        #expect(load.pods.map(\.file) == [folder.file("b.yaml")])
        #expect(load.issues.map(\.reason) == [.conflict])
        #expect(load.issues[0].file == folder.file("a.yaml"))
        #expect(load.issues[0].line == 1)
        #expect(
            load.issues[0].message
                == "pod web of namespace default is also in \(folder.file("b.yaml")); that one runs, because it comes last, "
                + "and this one does not: give it another name")
        #expect(load.invalidFiles == [folder.file("a.yaml")])
    }

    // Looked up: ToJSON (apimachinery util/yaml), which a kubelet uses, converts one document, the first. podprobe
    // reads every document of a file.
    @Test func `lets the last of two documents with one name run`() throws {
        let load = try load(["a.yaml": manifest("web", image: "one") + "---\n" + manifest("web", image: "two")])
        #expect(load.pods.map(\.pod.spec.containers[0].image) == ["two"])
        #expect(
            load.issues.map { "\($0.line): \($0.message)" }.first?.hasPrefix(
                "1: pod web of namespace default is also further down") == true)
    }

    @Test func `lets the last of two pods with one uid run, whatever their names`() throws {
        func copy(_ name: String) -> String {
            manifest(name).replacing("{name: \(name)}", with: "{name: \(name), uid: u}")
        }
        let load = try load(["a.yaml": copy("one"), "b.yaml": copy("two")])
        #expect(load.pods.map(\.originalName) == ["two"])
        #expect(load.invalidFiles == [folder.file("a.yaml")])
        #expect(
            load.issues.map(\.description) == [
                "\(folder.file("a.yaml")):1: error: metadata.uid: pod one of namespace default has the uid of a pod in "
                    + "\(folder.file("b.yaml")); that one runs, because it comes last, and this one does not: leave "
                    + "metadata.uid out, and it gets one of its own"
            ])
    }

    @Test func `refuses a name that the node's name makes too long`() throws {
        let name = Array(repeating: String(repeating: "a", count: 60), count: 4).joined(separator: ".")
        let load = ManifestLoader(nodeName: String(repeating: "n", count: 20)).load([
            try folder.write(manifest(name), to: "a")
        ])
        #expect(load.pods == [])
        #expect(load.issues.map(\.fieldPath) == ["metadata.name"])
    }

    @Test func `reads a file once that is given twice`() throws {
        _ = try folder.write(manifest("a"), to: "a.yaml")
        let load = loader.load([folder.path, folder.file("a.yaml")])
        #expect(load.pods.count == 1 && load.issues == [])
    }

    @Test func `hashes names and bytes to 48 bits`() throws {
        _ = try folder.write(manifest("a"), to: "a.yaml")
        let hash = loader.load([folder.path]).configHash
        #expect(hash < 1 << 48 && hash != 0)
        #expect(loader.load([folder.path]).configHash == hash)
        #expect(loader.load([folder.file("a.yaml")]).configHash == hash)
        _ = try folder.write(manifest("a") + "\n", to: "a.yaml")
        #expect(loader.load([folder.path]).configHash != hash)
    }
}
