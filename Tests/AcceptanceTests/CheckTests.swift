import Foundation
import TestSupport
import Testing

/// What must be said about each.
private let explanations: [BrokenManifest: [String]] = [
    .initCommandString: [":12:", "command", "space"],
    .multiPodTypos: [":6:", "cntainers: unknown field; did you mean containers?", ":10:", ":11:"],
    .placeholderName: [":4:", "metadata.name"],
    .probeWithoutSpaces: [":11:", "livenessProbe.httpGet", "space"],
    .resourceWrongNames: [":9:", "Resource: unknown field; did you mean resources?"],
]

@Suite struct `podprobe check` {
    private func check(_ paths: [String]) async throws -> (status: Int32?, text: String) {
        let (status, out, err) = try await run(Daemon.binary, ["check"] + paths)
        return (status, out + err)
    }

    @Test(arguments: BrokenManifest.allCases) func `explains the mistakes of the notes`(manifest: BrokenManifest)
        async throws
    {
        let folder = try TemporaryDirectory()
        let answer = try await check([folder.write(manifest.text, to: "\(manifest.rawValue).yaml")])
        #expect(answer.status == 1)
        for words in try #require(explanations[manifest]) {
            #expect(answer.text.contains(words), "\(manifest): no '\(words)' in: \(answer.text)")
        }
    }

    @Test func `accepts what is right, and warnings do not change that`() async throws {
        let folder = try TemporaryDirectory()
        let file = try folder.write(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              tolerations: [{operator: Exists}]
              nodeSelector: {disk: ssd}
              containers:
              - {name: web, image: nginx, command: [nginx]}
            """, to: "web.yaml")
        let answer = try await check([file])
        #expect(answer.status == 0, "\(answer.text)")
        #expect(answer.text.contains("warning: spec.nodeSelector"), "\(answer.text)")
    }

    @Test func `warns of podprobe's own annotations that have no effect`() async throws {
        let folder = try TemporaryDirectory()
        let file = try folder.write(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: web
              annotations:
                podprobe.io/web.liveness.period: soon
                podprobe.io/web.liveness.timeout: 200ms
                podprobe.io/other.liveness.period: 1s
            spec:
              containers:
              - {name: web, image: nginx, command: [nginx], livenessProbe: {tcpSocket: {port: 80}}}
            """, to: "web.yaml")
        let answer = try await check([file])
        #expect(answer.status == 0, "\(answer.text)")
        let field = "warning: metadata.annotations[podprobe.io/"
        #expect(answer.text.contains(":6: \(field)web.liveness.period]: \"soon\" is ignored"), "\(answer.text)")
        #expect(answer.text.contains(":8: \(field)other.liveness.period]: ignored"), "\(answer.text)")
        #expect(answer.text.contains("2 warnings"), "\(answer.text)")
    }

    @Test func `reads folders, lists and JSON, and reports every file's mistakes`() async throws {
        let folder = try TemporaryDirectory()
        let pod = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME"},"spec":{"containers":[CONTAINERS]}}"#
        let good = pod.replacing("NAME", with: "good").replacing("CONTAINERS", with: #"{"name":"a","image":"x"}"#)
        let bad = pod.replacing("NAME", with: "Bad_Name").replacing("CONTAINERS", with: "")
        try folder.writeFile(good, to: "m/a.json")
        try folder.writeFile(#"{"apiVersion":"v1","kind":"List","items":[\#(bad)]}"#, to: "m/list.json")
        let answer = try await check([folder.file("m")])
        #expect(answer.status == 1)
        #expect(answer.text.contains("metadata.name") && answer.text.contains("spec.containers"), "\(answer.text)")
    }

    @Test func `exits 2 when it is not told what to read, and 1 when that is not there`() async throws {
        #expect(try await check([]).status == 2)
        let answer = try await check(["/nonexistent/pod.yaml"])
        #expect(answer.status == 1 && answer.text.contains("/nonexistent/pod.yaml"), "\(answer.text)")
    }
}
