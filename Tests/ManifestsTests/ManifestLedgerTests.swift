import Foundation
import Manifests
import PodModel
import TestSupport
import Testing

private func pod(_ name: String, in file: String, image: String = "nginx") -> LoadedPod {
    let pod = Pod(
        metadata: ObjectMeta(name: name, namespace: "ns"),
        spec: {
            var spec = PodSpec()
            spec.containers = [Container(name: "main", image: image)]
            return spec
        }())
    return LoadedPod(pod: pod, file: file, documentIndex: 0, originalName: name)
}

private func load(_ pods: LoadedPod..., broken: [String] = [], reason: ManifestIssue.Reason = .parse) -> ManifestLoad {
    var load = ManifestLoad()
    load.pods = pods
    load.issues = broken.map { ManifestIssue(.error, reason, file: $0, message: "bad") }
    return load
}

@Suite struct `The ledger of what shall run` {
    @Test func `tells what was added, changed and removed`() {
        var ledger = ManifestLedger()
        let first = ledger.apply(load(pod("a", in: "a"), pod("b", in: "b")), .periodic)
        #expect(first.added.map(\.key) == ["ns/a", "ns/b"])
        let second = ledger.apply(load(pod("b", in: "b", image: "new"), pod("c", in: "c")), .changed)
        #expect(second.added.map(\.key) == ["ns/c"])
        #expect(second.changed.map(\.pod.spec.containers[0].image) == ["new"])
        #expect(second.removed.map(\.key) == ["ns/a"])
        #expect(ledger.pods.map(\.key) == ["ns/b", "ns/c"])
        #expect(ledger.apply(load(pod("b", in: "b", image: "new"), pod("c", in: "c")), .periodic).isEmpty)
    }

    // Looked up: consumeWatchEvent (pkg/kubelet/config/file_linux.go) leaves the store alone when a file can't be read;
    // resetStoreFromPath (file.go) puts what extractFromDir could read in its place, at each listing.
    @Test func `F02 keeps a broken file's pods on a change and drops them at the next listing`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "a"), pod("b", in: "b")), .periodic)
        let hint = ledger.apply(load(pod("b", in: "b"), broken: ["a"]), .changed)
        #expect(hint.isEmpty)
        #expect(hint.keptBecauseBroken.map(\.key) == ["ns/a"])
        let listing = ledger.apply(load(pod("b", in: "b"), broken: ["a"]), .periodic)
        #expect(listing.removed.map(\.key) == ["ns/a"])
        #expect(ledger.pods.map(\.key) == ["ns/b"])
    }

    @Test func `keeps all of a broken file as it was, also what is still good in it`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "f"), pod("b", in: "f")), .periodic)
        let hint = ledger.apply(load(pod("a", in: "f", image: "new"), broken: ["f"]), .changed)
        #expect(hint.isEmpty && hint.keptBecauseBroken.map(\.key) == ["ns/a", "ns/b"])
        let listing = ledger.apply(load(pod("a", in: "f", image: "new"), broken: ["f"]), .periodic)
        #expect(listing.changed.map(\.key) == ["ns/a"] && listing.removed.map(\.key) == ["ns/b"])
    }

    @Test func `runs what is good in a file that was broken from the beginning`() {
        var ledger = ManifestLedger()
        #expect(ledger.apply(load(pod("a", in: "f"), broken: ["f"]), .changed).added.map(\.key) == ["ns/a"])
        #expect(ledger.apply(load(pod("a", in: "f"), broken: ["f"]), .changed).keptBecauseBroken == [])
    }

    @Test func `F05 drops at once what belonged to a file or folder that is gone`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "/d/a")), .periodic)
        #expect(ledger.apply(load(broken: ["/d"], reason: .read), .changed).removed.map(\.key) == ["ns/a"])
    }

    @Test func `F05 drops at once the pod of a single file that is gone`() throws {
        let folder = try TemporaryDirectory()
        let file = try folder.write(manifest("web"), to: "web.yaml")
        var ledger = ManifestLedger()
        _ = ledger.apply(ManifestLoader(nodeName: "n").load([file]), .periodic)
        try FileManager.default.removeItem(atPath: file)
        let gone = ManifestLoader(nodeName: "n").load([file])
        #expect(gone.issues.map(\.message) == ["no such file or folder"] && !gone.isWhole)
        let change = ledger.apply(gone, .changed)
        #expect(change.removed.map(\.key) == ["default/web-n"] && change.keptBecauseBroken.isEmpty)
    }

    @Test func `knows what every file asks for when none is broken, or at the next listing`() throws {
        let folder = try TemporaryDirectory()
        _ = try folder.write(manifest("web"), to: "a.yaml")
        func isComplete(_ reason: ManifestChange) -> Bool {
            ManifestLoader(nodeName: "n").load([folder.path]).isComplete(reason)
        }
        #expect(isComplete(.changed) && isComplete(.periodic))
        _ = try folder.write("kind: Pod", to: "b.yaml")
        #expect(!isComplete(.changed) && isComplete(.periodic))
        var unreadable = ManifestLoad()
        unreadable.unreadablePaths = [folder.path]
        #expect(!unreadable.isComplete(.changed) && !unreadable.isComplete(.periodic))
    }

    @Test func `keeps the pod of a broken file before another one of its uid`() {
        func twin(_ name: String) -> LoadedPod {
            var one = pod(name, in: name)
            one.pod.metadata.uid = "same"
            return one
        }
        var ledger = ManifestLedger()
        _ = ledger.apply(load(twin("a")), .periodic)
        #expect(ledger.apply(load(twin("b"), broken: ["a"]), .changed).isEmpty)
        let listing = ledger.apply(load(twin("b"), broken: ["a"]), .periodic)
        #expect(listing.added.map(\.key) == ["ns/b"] && listing.removed.map(\.key) == ["ns/a"])
    }

    @Test func `keeps what belonged to a folder that can't be looked into, also at the listing`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "/d/a"), pod("b", in: "/dd/b")), .periodic)
        var blind = load(broken: ["/d"], reason: .read)
        blind.unreadablePaths = ["/d"]
        let change = ledger.apply(blind, .periodic)
        #expect(change.removed.map(\.key) == ["ns/b"])
        #expect(change.keptBecauseBroken.map(\.key) == ["ns/a"])
    }

    @Test func `keeps what a file held that can't be read at the moment`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "/d/a"), pod("b", in: "/d/b")), .periodic)
        var blind = load(broken: ["/d/a"], reason: .read)
        blind.unreadablePaths = ["/d/a"]
        let change = ledger.apply(blind, .periodic)
        #expect(change.keptBecauseBroken.map(\.key) == ["ns/a"] && change.removed.map(\.key) == ["ns/b"])
    }

    // Looked up: listConfig (pkg/kubelet/config/file.go; resetStoreFromPath before) returns the error of a single file and
    // replaces nothing.
    @Test func `keeps the pod of a file that was given itself for as long as it is broken`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "/a"), pod("b", in: "/d/b")), .periodic)
        var broken = load(broken: ["/a", "/d/b"])
        broken.givenFiles = ["/a"]
        for _ in 0..<3 { _ = ledger.apply(broken, .periodic) }
        #expect(ledger.pods.map(\.key) == ["ns/a"])
        #expect(!broken.isComplete(.periodic))
        var gone = ManifestLoad()
        gone.missingPaths = ["/a"]
        #expect(ledger.apply(gone, .periodic).removed.map(\.key) == ["ns/a"])
    }

    @Test func `does not take a pod that shares its name with another's for a broken file`() {
        var ledger = ManifestLedger()
        _ = ledger.apply(load(pod("a", in: "a")), .periodic)
        let change = ledger.apply(load(pod("a", in: "b", image: "new"), broken: ["a"], reason: .conflict), .changed)
        #expect(change.changed.map(\.file) == ["b"])
    }
}

@Suite struct `A loaded folder and its ledger` {
    @Test func `F02 keep the pod of a file that was overwritten with garbage until the listing`() throws {
        let folder = try TemporaryDirectory()
        let loader = ManifestLoader(nodeName: "n")
        var ledger = ManifestLedger()
        _ = try folder.write(manifest("web"), to: "web.yaml")
        _ = ledger.apply(loader.load([folder.path]), .periodic)
        _ = try folder.write("\u{1}garbage", to: "web.yaml")
        #expect(ledger.apply(loader.load([folder.path]), .changed).keptBecauseBroken.map(\.key) == ["default/web-n"])
        #expect(ledger.pods.count == 1)
        #expect(ledger.apply(loader.load([folder.path]), .periodic).removed.map(\.key) == ["default/web-n"])
        _ = try folder.write(manifest("web"), to: "web.yaml")
        #expect(ledger.apply(loader.load([folder.path]), .changed).added.map(\.key) == ["default/web-n"])
    }

    @Test func `replace a pod whose fields changed, and nothing for a comment`() throws {
        let folder = try TemporaryDirectory()
        let loader = ManifestLoader(nodeName: "n")
        var ledger = ManifestLedger()
        _ = try folder.write(manifest("web"), to: "web.yaml")
        _ = ledger.apply(loader.load([folder.path]), .periodic)
        _ = try folder.write(manifest("web", comment: "# why\n"), to: "web.yaml")
        #expect(ledger.apply(loader.load([folder.path]), .changed).isEmpty)
        let uid = ledger.pods[0].pod.metadata.uid
        _ = try folder.write(manifest("web", image: "other"), to: "web.yaml")
        let change = ledger.apply(loader.load([folder.path]), .changed)
        #expect(change.changed.map(\.key) == ["default/web-n"])
        #expect(change.changed[0].pod.metadata.uid != uid, "another pod to everybody else")
    }
}
