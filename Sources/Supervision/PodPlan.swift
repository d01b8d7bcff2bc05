/// What shall be done for a pod now, in the order of its fields; a plain value that prints itself.
package struct PodPlan: Sendable, Equatable, CustomStringConvertible {
    /// The pod had a sandbox and needs another.
    package var sandboxChanged = false
    package var kills: [ContainerKill] = []
    /// Sandboxes to stop, because nothing shall run in them any more.
    package var stopSandboxes: [String] = []
    /// The attempt of a sandbox to make.
    package var newSandboxAttempt: UInt32?
    /// Init containers, in the order of the spec.
    package var startInits: [PlannedStart] = []
    package var starts: [PlannedStart] = []
    /// Dead instances beyond the one that is kept of each container.
    package var removals: [String] = []
    /// Old sandboxes that hold nothing.
    package var removeSandboxes: [String] = []

    package init() {}

    package var isEmpty: Bool { self == PodPlan() }

    package var description: String {
        var parts: [String] = []
        if !kills.isEmpty { parts.append("kill \(kills.map(\.description).joined(separator: "; "))") }
        if !stopSandboxes.isEmpty { parts.append("stop sandbox \(stopSandboxes.joined(separator: " "))") }
        if let attempt = newSandboxAttempt { parts.append("run sandbox \(attempt)") }
        if !startInits.isEmpty { parts.append("start init \(startInits.map(\.description).joined(separator: " "))") }
        if !starts.isEmpty { parts.append("start \(starts.map(\.description).joined(separator: " "))") }
        if !removals.isEmpty { parts.append("remove \(removals.joined(separator: " "))") }
        if !removeSandboxes.isEmpty { parts.append("remove sandbox \(removeSandboxes.joined(separator: " "))") }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
    }
}

/// A container to start, and why it ended if it ran before: the label of podprobe_container_restarts_triggered_total.
package struct PlannedStart: Sendable, Equatable, CustomStringConvertible {
    package var name: String
    /// nil for a first start.
    package var cause: RestartCause?

    package var description: String { cause.map { "\(name) (\($0.rawValue))" } ?? name }
}

package enum RestartCause: String, Sendable, CaseIterable {
    case liveness, startup, exit, oom
    case configChange = "config_change"
    case manual
}
