import ArgumentParser

@main
struct PodprobeBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podprobe-bench", abstract: "CPU microseconds per probe beside a bare floor in the same run.")
}
