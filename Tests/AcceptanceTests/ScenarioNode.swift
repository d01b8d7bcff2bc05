import Foundation
import TestSupport
import Testing

/// One podprobe for all scenarios of a suite; each brings pods of its own, so that none depends on another.
struct ScenarioNode: SuiteTrait, TestScoping {
    @TaskLocal private static var daemon: Daemon?
    let arguments: [String]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let daemon = try await Daemon.start([:], arguments: arguments)
        try await Self.$daemon.withValue(daemon) { try await function() }
        #expect(await daemon.stop() == 0)
    }

    static var current: Daemon {
        get throws { try #require(daemon) }
    }
}

extension Trait where Self == ScenarioNode {
    static func node(_ arguments: String...) -> Self { ScenarioNode(arguments: arguments) }
}

/// A pod of a scenario on the suite's podprobe, and a folder for what its containers write.
struct ScenarioPod {
    let daemon: Daemon
    let name: String
    let folder: TemporaryDirectory
    private var fullName: String { name + "-test" }
    private var file: String { name + ".yaml" }

    init(_ name: String) throws {
        daemon = try ScenarioNode.current
        self.name = name
        folder = try TemporaryDirectory()
    }

    func start(_ manifest: String) throws { try daemon.write(manifest, to: file) }

    /// Its one container runs this script.
    func start(script: String, probes: String = "", spec: String = "") throws {
        try start(Manifest.shell(name: name, script, probes: probes, spec: spec))
    }

    var phase: String? { get throws { try pods.phase(fullName) } }
    func restarts(_ container: String = "main") throws -> Int? { try pods.restarts(fullName, container) }
    func ready(_ container: String = "main") throws -> Bool? { try pods.ready(fullName, container) }
    func waiting(_ container: String = "main") throws -> String? { try pods.waitingReason(fullName, container) }

    func ended(_ container: String = "main") throws -> String? { try pods.terminatedReason(fullName, container) }

    func started(_ container: String = "main") throws -> Bool? {
        try pods.container(fullName, container)?["started"] as? Bool
    }

    /// Exit code of the instance before the present one.
    func lastExitCode(_ container: String = "main") throws -> Int? {
        let last = try pods.container(fullName, container)?["lastState"] as? [String: Any]
        return (last?["terminated"] as? [String: Any])?["exitCode"] as? Int
    }

    func messages(_ reason: String) throws -> [String] {
        try API(daemon.get("/api/v1/events").body).events(of: fullName).filter { $0.reason == reason }.map(\.message)
    }

    func probes(_ type: String, _ result: String, container: String = "main") throws -> Double? {
        try daemon.metric(
            "prober_probe_total", #"pod="\#(fullName)""#, #"probe_type="\#(type)""#, #"result="\#(result)""#,
            #"container="\#(container)""#)
    }

    /// Lines of a file that its containers wrote.
    func lines(_ name: String) -> [String] {
        ((try? String(contentsOfFile: folder.file(name), encoding: .utf8)) ?? "").split(separator: "\n").map(
            String.init)
    }

    private var pods: API { get throws { try API(daemon.get("/api/v1/pods").body) } }
}
