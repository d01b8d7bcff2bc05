import Foundation
import TestSupport
import Testing

/// The five manifests that carry typing mistakes from the first user's notes, and what must be said about each.
private let broken: [(name: String, text: String, says: [String])] = [
    (
        "init-command-string",
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: init-command-string
        spec:
          containers:
          - name: main-container
            image: busybox:1.35
          initContainers:
          - name: init-container1
            image: busybox:1.35
            command:["util nslookup ..."]
        """, [":12:", "command", "space"]
    ),
    (
        "multi-pod-typos",
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: mutipod
        spec:
          cntainers:
          - name: nginx-controller
            image: nginx:1.4
            ports:
            - containerPort:80
          -name: centos-controller
            image: centos:7
            command:
            - sleep
            - "10000"
        """, [":6:", "cntainers: unknown field; did you mean containers?", ":10:", ":11:"]
    ),
    (
        "placeholder-name",
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: [myname]
        spec:
          containers:
          - name: nginx-container
            image: nginx:1.14
        """, [":4:", "metadata.name"]
    ),
    (
        "probe-without-spaces",
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: probe-without-spaces
        spec:
          containers:
          - name: web
            image: nginx:1.14
            livenessProbe:
              httpGet:
                path:/
                port:80
        """, [":11:", "livenessProbe.httpGet", "space"]
    ),
    (
        "resource-wrong-names",
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: resource-wrong-names
        spec:
          containers:
          - name: app
            image: busybox:1.35
            Resource:
              request:
                memory:
        """, [":9:", "Resource: unknown field; did you mean resources?"]
    ),
]

@Suite struct `podprobe check` {
    private func check(_ paths: [String]) async throws -> (status: Int32?, text: String) {
        let (status, out, err) = try await run(Daemon.binary, ["check"] + paths)
        return (status, out + err)
    }

    @Test(arguments: broken.indices) func `explains the mistakes of the notes`(index: Int) async throws {
        let folder = try TemporaryDirectory()
        let (name, text, says) = broken[index]
        let answer = try await check([folder.write(text, to: "\(name).yaml")])
        #expect(answer.status == 1)
        for words in says { #expect(answer.text.contains(words), "\(name): no '\(words)' in: \(answer.text)") }
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
