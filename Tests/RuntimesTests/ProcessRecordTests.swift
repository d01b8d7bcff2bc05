import PodModel
import Testing

@testable import Runtimes

private func record() -> ProcessRecord {
    ProcessRecord(
        id: "id", sandboxID: "s", podName: "p", podNamespace: "n", podUID: "u", name: "c\"\n", attempt: 2,
        specHash: "h", image: "i", arguments: ["a", "", "é"], environment: ["A=1"], workingDirectory: "/w",
        terminationMessagePath: "/t", terminationMessagePolicy: "File", graceSeconds: 7, logPath: "/l",
        createdAt: Timestamp(nanoseconds: 1))
}

@Suite struct `The record of a container` {
    @Test func `is the same after a crash`() {
        var all = record()
        #expect(ProcessRecord(json: all.json) == all)
        all.state = .running
        all.messageBefore = FileVersion(device: 1, inode: 2, size: 3, modifiedNanoseconds: 4)
        all.startedAt = Timestamp(nanoseconds: 2)
        all.process = .init(key: .init(pid: 77, startTicks: 88), bootID: "b")
        #expect(JSONValue(parsing: all.json.text).flatMap { ProcessRecord(json: $0) } == all)
        all.exit(137, reason: "Error", message: "m", at: Timestamp(nanoseconds: 3))
        #expect(JSONValue(parsing: all.json.text).flatMap { ProcessRecord(json: $0) } == all)
    }

    @Test(arguments: ["null", "{}", "[]", #"{"version":2}"#]) func `of another kind is none`(text: String) throws {
        #expect(ProcessRecord(json: try #require(JSONValue(parsing: text))) == nil)
    }

    @Test func `without one field that matters is none`() throws {
        guard case .object(let fields) = record().json else { return }
        for name in ["version", "id", "sandbox", "name", "arguments", "environment", "state", "createdAt", "logPath"] {
            #expect(ProcessRecord(json: .object(fields.filter { $0.key != name })) == nil, "\(name)")
        }
    }

    @Test func `never names a process that must not be signalled`() throws {
        for pid: Int64 in [-1, 0, 1, 1 << 40] {
            let json = JSONValue.object([
                ("pid", .int(pid)), ("startTicks", .int(1)), ("bootID", .string("b")),
            ])
            guard case .object(let all) = record().json, case .object(let process) = json else { return }
            #expect(try #require(ProcessRecord(json: .object(all + process))).process == nil)
        }
    }
}

@Suite struct `The record of a sandbox` {
    @Test func `is the same after a crash`() {
        let sandbox = ProcessSandbox(
            id: "i", podName: "p", podNamespace: "n", podUID: "u", attempt: 3, hostname: "h", ready: false,
            createdAt: Timestamp(nanoseconds: 5), bootID: "b")
        #expect(ProcessSandbox(json: sandbox.json) == sandbox)
        #expect(ProcessSandbox(json: .object([])) == nil)
    }
}
