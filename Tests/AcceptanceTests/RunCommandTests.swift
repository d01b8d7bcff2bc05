import Foundation
import TestSupport
import Testing

@Suite struct `The command line of podprobe run` {
    @Test(arguments: [
        (["--web.listen-address", "10290"], "127.0.0.1:10290"), (["--web.listen-address"], "--web.listen-address"),
        (["--web.telemetry-path", "/pods"], "something else there"), (["--node.name", "my_host"], "'my_host'"),
        (["--storage.path", ""], "--storage.path"), (["--probe.threads", "0"], "between 1 and 64"),
        (["--node.reserved", "example.com/gpu=1"], "--node.reserved example.com/gpu"),
        (["--node.capacity", "cpu=abc"], "\"abc\" is not a quantity"),
        (["--node.capacity", "memory=8GB"], "did you mean 8G?"),
        (["--node.capacity", "cpus=4"], "'cpus' is no resource"),
        (["--node.capacity", "cpu"], "write resource=quantity"), (["--node.capacity", "cpu=1,cpu=2"], "given twice"),
        (["--node.reserved", "cpu=-1"], "not negative"),
    ])
    func `is refused with what would be right and exit code 2`(arguments: [String], words: String) async throws {
        let folder = try TemporaryDirectory()
        let (status, out, err) = try await run(Daemon.binary, ["run", "--manifests", folder.path] + arguments)
        #expect(status == 2, "\(err)")
        #expect(out.isEmpty && err.contains(words), "\(err)")
    }
}

@Suite struct `podprobe's log` {
    /// What podprobe says of a storage folder whose name has a quote, in the given format.
    private func complaint(_ format: String) async throws -> String {
        let folder = try TemporaryDirectory()
        let file = try folder.write("", to: "a \"file\"")
        let (status, _, err) = try await run(
            Daemon.binary,
            ["run", "--manifests", folder.path, "--storage.path", file + "/state", "--log.format", format])
        #expect(status == 1)
        return err
    }

    @Test func `is one JSON object a line`() async throws {
        let text = try await complaint("json")
        let lines = text.split(separator: "\n")
        #expect(lines.count == 1)
        let object = try JSONSerialization.jsonObject(with: Data((lines.first ?? "").utf8)) as? [String: String]
        #expect(object?["level"] == "critical" && object?["msg"] == "podprobe cannot start")
        #expect(object?["error"]?.contains("a \"file\"/state") == true, "\(text)")
        #expect(object?["time"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(text)")
    }

    @Test func `is logfmt, with quotes where a value needs them`() async throws {
        let text = try await complaint("logfmt")
        #expect(text.hasPrefix("time=") && text.contains("level=critical msg=\"podprobe cannot start\""), "\(text)")
        #expect(text.contains("a \\\"file\\\"/state"), "\(text)")
    }
}
