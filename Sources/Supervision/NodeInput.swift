package import Probing

/// Everything that can happen to the core.
package enum NodeInput: Sendable {
    case apply(DesiredSet)
    case relisted(RuntimeRelist)
    case notice(ProbeNotice)
    /// What an operation, by its number and its pod's uid, led to.
    case finished(UInt64, pod: String, PodOutcome)
    /// A time that was asked for has come.
    case wake
    /// About once a second: what changed shall be on disk soon.
    case housekeeping
    /// Every pod ends, podprobe does too; what is stored stays.
    case stopAll
}
