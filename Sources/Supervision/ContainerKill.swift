/// One container instance to stop.
package struct ContainerKill: Sendable, Equatable, CustomStringConvertible {
    package var name: String
    package var id: String
    package var reason: KillReason
    /// For the whole of its end in a plan; from the stop signal to SIGKILL in an operation.
    package var graceSeconds: Int64
    package var isInit: Bool
    /// The containers that must have ended before this one, a sidecar, gets its stop signal (kubelet-semantics 4.3).
    package var waitsFor: [String]

    package init(
        _ name: String, id: String, _ reason: KillReason, graceSeconds: Int64, isInit: Bool = false,
        waitsFor: [String] = []
    ) {
        self.name = name
        self.id = id
        self.reason = reason
        self.graceSeconds = max(0, graceSeconds)
        self.isInit = isInit
        self.waitsFor = waitsFor
    }

    /// The least time between the stop signal and SIGKILL (kubelet-semantics 3.2 step 5).
    package static let minimumGraceSeconds: Int64 = 2

    /// Of the Killing event.
    package var message: String { reason.message(name, isInit: isInit) }

    package var description: String {
        "\(name) (\(id)) grace \(graceSeconds)s: \(message)"
            + (waitsFor.isEmpty ? "" : ", after \(waitsFor.joined(separator: " "))")
    }
}
