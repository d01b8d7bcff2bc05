import ArgumentParser
import Glibc

struct StorageOptions: ParsableArguments {
    @Option(
        name: .customLong("storage.path"),
        help: ArgumentHelp(
            """
            Folder for what must outlive podprobe: restart counts, back-off, container records and logs. \
            Default: /var/lib/podprobe for root, else ~/.local/state/podprobe.
            """, valueName: "dir"))
    var path: String?

    func resolvedPath() throws -> String {
        if let path {
            guard !path.isEmpty else { throw ValidationError("--storage.path is empty; give a folder") }
            return path
        }
        if geteuid() == 0 { return "/var/lib/podprobe" }
        if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
            return state + "/podprobe"
        }
        guard let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") else {
            throw ValidationError("no home folder to keep state in; give one with --storage.path DIR")
        }
        return home + "/.local/state/podprobe"
    }
}
