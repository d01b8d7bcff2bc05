import Foundation

/// A running `podprobe run` on a port of its own, with its own manifests folder and storage.
package final class Daemon: Sendable {
    package let program: RunningProgram
    package let port: UInt16
    package let manifests: String
    package let storage: String
    private let folder: TemporaryDirectory

    /// The binary under test: what deploy/test built, else the one beside the tests.
    package static let binary: String =
        ProcessInfo.processInfo.environment["PODPROBE_BINARY"] ?? Repository.path(".build/debug/podprobe")

    /// Starts it and waits until `/-/ready` answers 200.
    /// - Parameter files: manifest name to text.
    package static func start(
        _ files: [String: String], arguments: [String] = [], node: String = "test",
        in folder: TemporaryDirectory? = nil,
        readyWithin seconds: Double = 60
    ) async throws -> Daemon {
        let daemon = try await Daemon(files, arguments: arguments, node: node, folder: folder ?? TemporaryDirectory())
        let port = daemon.port
        let ready = await eventually(within: seconds) { (try? HTTPClient.get("/-/ready", port: port).status) == 200 }
        guard ready else { throw HTTPClient.Failure(description: "not ready: \(daemon.program.standardError)") }
        return daemon
    }

    private init(_ files: [String: String], arguments: [String], node: String, folder: TemporaryDirectory) async throws
    {
        self.folder = folder
        manifests = folder.file("manifests")
        storage = folder.file("storage")
        try FileManager.default.createDirectory(atPath: manifests, withIntermediateDirectories: true)
        for (name, text) in files { try folder.writeFile(text, to: "manifests/\(name)") }
        let program = try RunningProgram(
            Self.binary,
            [
                "run", "--manifests", manifests, "--storage.path", storage, "--node.name", node, "--web.listen-address",
                "127.0.0.1:0", "--log.level", "debug",
            ] + arguments)
        self.program = program
        let listening = await eventually { Self.port(in: program.standardError) != nil || !program.isRunning }
        guard listening, let port = Self.port(in: program.standardError) else {
            throw HTTPClient.Failure(description: "podprobe did not listen: \(program.standardError)")
        }
        self.port = port
    }

    /// From the log line `msg=listening address=127.0.0.1:PORT`.
    private static func port(in log: String) -> UInt16? {
        guard let line = log.split(separator: "\n").first(where: { $0.contains("msg=listening") }),
            let address = line.split(separator: " ").first(where: { $0.hasPrefix("address=") }),
            let colon = address.lastIndex(of: ":")
        else { return nil }
        return UInt16(address[address.index(after: colon)...])
    }

    package func get(_ path: String, headers: [String: String] = [:]) throws -> HTTPClient.Response {
        try HTTPClient.get(path, port: port, headers: headers)
    }

    package func write(_ text: String, to name: String) throws {
        try text.write(toFile: manifests + "/" + name, atomically: true, encoding: .utf8)
    }

    /// The value of the one series whose line starts with `name{` and holds every one of `labels` (`pod="web-test"`).
    package func metric(_ name: String, _ labels: String..., path: String = "/metrics") throws -> Double? {
        try get(path).text.split(separator: "\n")
            .first { line in
                (line.hasPrefix(name + "{") || line.hasPrefix(name + " ")) && labels.allSatisfy(line.contains)
            }
            .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }

    /// SIGTERM, and the exit status within the time that every pod's grace may take.
    package func stop(within seconds: Double = 40) async -> Int32? {
        program.signal(SIGTERM)
        return await program.exitStatus(within: seconds)
    }
}

extension TemporaryDirectory {
    /// Writes and forgets the path.
    package func writeFile(_ text: String, to name: String) throws { _ = try write(text, to: name) }
}
