import Foundation
import TestSupport
import Testing

@Suite struct `A watched folder` {
    @Test func `starts a new file's pod, replaces a changed one and stops a removed one`() async throws {
        let daemon = try await Daemon.start(["a.yaml": Manifest.shell(name: "a", "exec sleep 1000")])
        #expect(await eventually { try API(daemon.get("/api/v1/pods").body).phase("a-test") == "Running" })

        try daemon.write(Manifest.shell(name: "b", "exec sleep 1000"), to: "b.yaml")
        #expect(await eventually { try API(daemon.get("/api/v1/pods").body).phase("b-test") == "Running" })

        let before = try API(daemon.get("/api/v1/pods").body).uid("a-test")
        try daemon.write("# a comment changes nothing\n" + Manifest.shell(name: "b", "exec sleep 1000"), to: "b.yaml")
        try daemon.write(Manifest.shell(name: "a", "exec sleep 2000"), to: "a.yaml")
        let replaced = await eventually {
            let pods = try API(daemon.get("/api/v1/pods").body)
            return pods.uid("a-test") != nil && pods.uid("a-test") != before && pods.phase("a-test") == "Running"
        }
        #expect(replaced, "\(daemon.program.standardError)")

        try FileManager.default.removeItem(atPath: daemon.manifests + "/b.yaml")
        #expect(await eventually { try API(daemon.get("/api/v1/pods").body).names == ["a-test"] })
        #expect(await daemon.stop() == 0)
    }

    @Test func `F05 stops its pods when it vanishes and starts them again when it returns`() async throws {
        let text = Manifest.shell(name: "a", "exec sleep 1000")
        let daemon = try await Daemon.start(["a.yaml": text])
        #expect(await eventually { try API(daemon.get("/api/v1/pods").body).phase("a-test") == "Running" })
        try FileManager.default.removeItem(atPath: daemon.manifests)
        #expect(await eventually(within: 40) { try API(daemon.get("/api/v1/pods").body).names.isEmpty })
        try FileManager.default.createDirectory(atPath: daemon.manifests, withIntermediateDirectories: true)
        try daemon.write(text, to: "a.yaml")
        let back = await eventually(within: 40) {
            try API(daemon.get("/api/v1/pods").body).phase("a-test") == "Running"
        }
        #expect(back, "\(daemon.program.standardError)")
        #expect(await daemon.stop() == 0)
    }

    @Test func `F06 keeps good pods running beside every kind of bad file`() async throws {
        let good = Manifest.shell(name: "good", "exec sleep 1000")
        let daemon = try await Daemon.start([
            "good.yaml": good, "unparsable.yaml": "a: [b", "empty.yaml": "",
            "deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\n",
            "nameless.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: x}]}\n",
        ])
        try Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(
            to: URL(fileURLWithPath: daemon.manifests + "/binary.yaml"))
        // A sparse file of 100 MB: it must be refused by its size, not read.
        let huge = daemon.manifests + "/huge.yaml"
        _ = FileManager.default.createFile(atPath: huge, contents: nil)
        truncate(huge, 100 << 20)
        #expect(await eventually { try API(daemon.get("/api/v1/pods").body).phase("good-test") == "Running" })
        for file in ["unparsable.yaml", "deployment.yaml", "nameless.yaml", "binary.yaml", "huge.yaml"] {
            let told = await eventually { daemon.program.standardError.contains(file) }
            #expect(told, "nothing was said about \(file): \(daemon.program.standardError)")
        }
        #expect(try API(daemon.get("/api/v1/pods").body).names == ["good-test"])
        #expect(try daemon.metric("podprobe_manifest_files", #"state="invalid""#) ?? 0 >= 5)
        #expect(await daemon.stop() == 0)
    }

    @Test func `reloads on SIGHUP and on POST, and says when that failed`() async throws {
        let daemon = try await Daemon.start(["a.yaml": Manifest.shell(name: "a", "exec sleep 1000")])
        #expect(try HTTPClient.get("/-/reload", port: daemon.port, method: "POST").status == 200)
        #expect(try HTTPClient.get("/-/reload", port: daemon.port).status == 405)
        try daemon.write("a: [b", to: "bad.yaml")
        let answer = try HTTPClient.get("/-/reload", port: daemon.port, method: "POST")
        #expect(answer.status == 500 && answer.text.contains("bad.yaml"), "\(answer.text)")
        #expect(try daemon.metric("podprobe_config_last_reload_successful") == 0)
        try FileManager.default.removeItem(atPath: daemon.manifests + "/bad.yaml")
        daemon.program.signal(SIGHUP)
        #expect(await eventually { try daemon.metric("podprobe_config_last_reload_successful") == 1 })
        #expect(await daemon.stop() == 0)
    }
}
