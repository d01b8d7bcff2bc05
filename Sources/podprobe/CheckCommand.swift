import ArgumentParser
import Glibc
import Manifests
import PodModel
import Probing

/// Reads manifests and explains every mistake without running anything.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reads manifests and explains every mistake, without running anything.",
        discussion: """
            Prints one line for each mistake and each warning: file, line, field, what is wrong, what would be right. \
            Exits 0 when nothing is wrong (warnings are not), 1 when something is.
            """)

    @Argument(help: "Files, or folders whose files are read (YAML or JSON).")
    var paths: [String]

    @OptionGroup var node: NodeOptions

    func run() throws {
        let loader = ManifestLoader(nodeName: try node.resolvedName()) { pod in
            ProbeOverrides.warnings(of: pod) + pod.labelWarnings()
        }
        let report = ManifestReport(loader.load(paths))
        Console.write(report.text, to: STDOUT_FILENO)
        if report.isWrong { throw ExitStatus(code: 1) }
    }
}
