import EventLoops
import Glibc
import PodModel

/// The environment of a container's processes: what its image and runtime would give (PATH, HOME and HOSTNAME), the
/// container's own variables over it, and the mark by which podprobe finds them again. Nothing of podprobe's own.
enum ProcessEnvironment {
    /// - Returns: `NAME=value`, each name once; of a name that is given twice the last one counts (kubelet-semantics 6).
    static func make(_ variables: [EnvVar], hostname: String, home: String, containerID: String) -> [String] {
        let all =
            [("PATH", ProcessSearch.defaultPath), ("HOME", home), ("HOSTNAME", hostname)]
            + variables.map { ($0.name, $0.value) } + [(ProcessTree.mark, containerID)]
        var last: [String: Int] = [:]
        for (index, variable) in all.enumerated() { last[variable.0] = index }
        return all.enumerated().filter { last[$1.0] == $0 }.map { "\($1.0)=\($1.1)" }
    }

    /// Home folder of the user that podprobe runs as, as the runtimes take it from the image's /etc/passwd.
    static func home() -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil else { return "/" }
        return String(cString: entry.pw_dir)
    }
}
