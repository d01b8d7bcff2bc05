import CurlTransfers
import Metrics

/// podprobe_build_info.
enum BuildInfo {
    static var collector: any Collector {
        let family = GaugeFamily(
            "podprobe_build_info", "Which podprobe this is; always 1.",
            labels: ["version", "swift_version", "os", "arch", "libcurl"])
        family.series([Version.text, Version.swift, "linux", Version.architecture, curlVersion()]).set(1)
        return family
    }
}
