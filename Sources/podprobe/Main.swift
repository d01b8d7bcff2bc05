import ArgumentParser
import Glibc

/// The command line. Exit codes: 0 good, 1 the thing asked about is bad or the run failed, 2 usage.
struct Podprobe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podprobe",
        abstract:
            "Runs Kubernetes Pod manifests on this host, probes their containers as a kubelet does, serves /metrics.",
        version: Version.text,
        subcommands: [RunCommand.self, CheckCommand.self, ProbeCommand.self, VersionCommand.self])
}

/// How a command ends when not with 0. What there was to say has been said already.
struct ExitStatus: Error {
    var code: Int32
}

@main
enum Main {
    static func main() async {
        do {
            var command = try Podprobe.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let status as ExitStatus {
            exit(status.code)
        } catch {
            finish(with: error)
        }
    }

    /// Help and version go to standard output with 0; a wrong command line to standard error with 2.
    private static func finish(with error: any Error) -> Never {
        let text = Podprobe.fullMessage(for: error)
        let code = Podprobe.exitCode(for: error)
        if !text.isEmpty { code == .success ? Console.say(text) : Console.complain(text) }
        exit(code == .success ? 0 : code == .validationFailure ? 2 : 1)
    }
}
