import ArgumentParser

@main
struct Podprobe: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "podprobe", abstract: "Runs Pod manifests, probes their containers and serves /metrics.")
}
