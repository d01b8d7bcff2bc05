import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Says which build this is.")

    func run() { Console.say("podprobe \(Version.text) (Swift \(Version.swift), linux/\(Version.architecture))") }
}
